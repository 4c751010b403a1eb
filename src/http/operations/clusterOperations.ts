/** Clusters: how they stand, and their verdicts over time. */
import { z } from "zod";
import { CLUSTER_VERDICTS } from "../../domain/verdicts.ts";
import { clusterListSchema, clusterStandingSchema, historySchema } from "../answers/clusterAnswers.ts";
import { listClusters } from "../listClusters.ts";
import { listVerifications } from "../listVerifications.ts";
import type { Operation, Parameter } from "../operation.ts";
import { readCluster } from "../readCluster.ts";
import { CLUSTER, CLUSTERS, HISTORY } from "./clusterExamples.ts";
import { cursor } from "./preparationOperations.ts";

const ROUTE = "clusters/{subscriptionId}/{resourceGroup}/{name}";

const whichCluster: Parameter[] = (["subscriptionId", "resourceGroup", "name"] as const).map((name) => ({
  ...{ in: "path", name, schema: z.string() },
  ...{ description: "As Azure has it, in any spelling", example: CLUSTER.cluster[name] },
}));

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
];
