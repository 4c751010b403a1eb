/** Clusters: how they stand, and their verdicts over time. */
import * as z from "zod";
import { verifySchema } from "../../domain/runBodies.ts";
import { CLUSTER_VERDICTS } from "../../domain/verdicts.ts";
import {
  clusterListSchema,
  clusterStandingSchema,
  historySchema,
  verificationAcceptedSchema,
  verificationSchema,
} from "../answers/clusterAnswers.ts";
import { nodePageSchema } from "../answers/preparationAnswers.ts";
import { listClusters } from "../listClusters.ts";
import { listVerifications } from "../listVerifications.ts";
import type { Operation, Parameter } from "../operation.ts";
import { readCluster } from "../readCluster.ts";
import { listVerifiedNodes, readVerification } from "../readVerification.ts";
import { startVerification } from "../startVerification.ts";
import {
  CLUSTER,
  CLUSTERS,
  HISTORY,
  VERIFICATION,
  VERIFICATION_ACCEPTED,
  VERIFICATION_RUNNING,
} from "./clusterExamples.ts";
import { NODES } from "./examples.ts";
import { cursor, idempotencyKey } from "./preparationOperations.ts";

const ROUTE = "clusters/{subscriptionId}/{resourceGroup}/{name}";

const whichCluster: Parameter[] = (["subscriptionId", "resourceGroup", "name"] as const).map((name) => ({
  ...{ in: "path", name, schema: z.string() },
  ...{ description: "As Azure has it, in any spelling", example: CLUSTER.cluster[name] },
}));

const verificationId: Parameter = {
  ...{ in: "path", name: "id", schema: z.string() },
  ...{ description: "As the start of the verification returned it", example: VERIFICATION_ACCEPTED.id },
};

export const clusterOperations: readonly Operation[] = [
  {
    ...{ name: "listClusters", method: "GET", route: "clusters", role: "reader", tag: "Clusters" },
    handle: listClusters,
    summary: "List every cluster that was ever asked for, with its last verdict",
    description: "With a verdict a page may be shorter, or empty, and not be the last: follow links.next.",
    parameters: [
      { in: "query", name: "verdict", schema: z.enum(CLUSTER_VERDICTS), description: "The last verdict" },
      cursor,
    ],
    answers: { 200: { description: "A page", schema: clusterListSchema, examples: { page: CLUSTERS } } },
    problems: ["InvalidRequest", "InvalidCursor"],
  },
  {
    ...{ name: "readCluster", method: "GET", route: ROUTE, role: "reader", tag: "Clusters" },
    ...{ handle: readCluster, polled: true },
    summary: "How a cluster stands: its last verdict, its nodes' certificates, what has drifted",
    parameters: whichCluster,
    answers: { 200: { description: "The cluster", schema: clusterStandingSchema, examples: { cluster: CLUSTER } } },
    problems: ["ClusterUnknown"],
  },
  {
    ...{ name: "listVerifications", method: "GET", route: `${ROUTE}/verifications`, role: "reader", tag: "Clusters" },
    handle: listVerifications,
    summary: "A cluster's verdicts over time, newest first",
    description: "Those of its preparations are among them.",
    parameters: [...whichCluster, cursor],
    answers: { 200: { description: "A page", schema: historySchema, examples: { page: HISTORY } } },
    problems: ["ClusterUnknown", "InvalidCursor"],
  },
  {
    ...{ name: "startVerification", method: "POST", route: `${ROUTE}/verifications`, role: "preparer" },
    ...{ tag: "Clusters", handle: startVerification },
    summary: "Verify a cluster now",
    description:
      "By the request that it was prepared with. Nothing is changed on its nodes; level L3 starts a pod on each node that asks for its free devices.",
    parameters: [...whichCluster, idempotencyKey],
    body: {
      ...{ optional: true, schema: verifySchema.meta({ id: "VerifyRequest" }) },
      examples: { usual: {}, withProof: { level: "L3" } },
    },
    answers: {
      202: {
        description: "It is running. `Location` is where to look, `Retry-After` when",
        ...{ schema: verificationAcceptedSchema, examples: { accepted: VERIFICATION_ACCEPTED } },
        headers: { Location: "The verification", "Retry-After": "Seconds until a look is worth it" },
      },
    },
    problems: [
      ...(["InvalidRequest", "ClusterUnknown", "VerificationRunning", "PreparationRunning"] as const),
      "IdempotencyKeyReused",
    ],
  },
  {
    ...{ name: "readVerification", method: "GET", route: `${ROUTE}/verifications/{id}`, role: "reader" },
    ...{ tag: "Clusters", handle: readVerification, polled: true },
    summary: "Whether a verification goes on, or what it has come to",
    parameters: [...whichCluster, verificationId],
    answers: {
      200: {
        description: "The verification",
        ...{ schema: verificationSchema, examples: { running: VERIFICATION_RUNNING, finished: VERIFICATION } },
        headers: { "Retry-After": "While it runs: seconds until a look is worth it" },
      },
    },
    problems: ["ClusterUnknown", "VerificationNotFound"],
  },
  {
    ...{ name: "listVerifiedNodes", method: "GET", route: `${ROUTE}/verifications/{id}/nodes`, role: "reader" },
    ...{ tag: "Clusters", handle: listVerifiedNodes, polled: true },
    summary: "A verification's evidence, node by node",
    parameters: [...whichCluster, verificationId, cursor],
    answers: { 200: { description: "A page", schema: nodePageSchema, examples: { page: NODES } } },
    problems: ["ClusterUnknown", "VerificationNotFound", "InvalidCursor"],
  },
];
