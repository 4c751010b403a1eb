/** Plans and preparations. */
import * as z from "zod";
import { requestSchema } from "../../domain/requestSchema.ts";
import { cancelSchema, retrySchema } from "../../domain/runBodies.ts";
import { planSchema } from "../answers/planAnswer.ts";
import {
  acceptedSchema,
  cancellingSchema,
  nodePageSchema,
  preparationListSchema,
  preparationSchema,
} from "../answers/preparationAnswers.ts";
import { cancelPreparation } from "../cancelPreparation.ts";
import { listNodes } from "../listNodes.ts";
import { LIST_FILTERS, listPreparations } from "../listPreparations.ts";
import type { Answer, Operation, Parameter } from "../operation.ts";
import { readPreparation } from "../readPreparation.ts";
import { retryPreparation } from "../retryPreparation.ts";
import { showPlan } from "../showPlan.ts";
import { startPreparation } from "../startPreparation.ts";
import { ACCEPTED, CANCELLING, FINISHED, LIST, NODES, PLAN, REQUESTS, RUNNING } from "./examples.ts";

const preparationId: Parameter = {
  ...{ in: "path", name: "id", schema: z.string() },
  ...{ description: "As the start of the preparation returned it", example: ACCEPTED.id },
};

export const cursor: Parameter = {
  ...{ in: "query", name: "cursor", schema: z.string() },
  description: "Opaque: follow links.next instead of making one",
};

export const idempotencyKey: Parameter = {
  ...{ in: "header", name: "Idempotency-Key", schema: z.string().min(1).max(255) },
  description: "The same key with the same request gets the same answer, and starts one run",
};

const body = { schema: requestSchema.meta({ id: "PreparationRequest" }), examples: REQUESTS };

const accepted: Answer = {
  description: "It is running. `Location` is where to look, `Retry-After` when",
  ...{ schema: acceptedSchema, examples: { accepted: ACCEPTED } },
  headers: { Location: "The preparation", "Retry-After": "Seconds until a look is worth it" },
};

export const preparationOperations: readonly Operation[] = [
  {
    ...{ name: "showPlan", method: "POST", route: "plans", role: "reader", tag: "Plans", handle: showPlan },
    summary: "Show what a preparation would do",
    description: "Starts nothing, changes nothing. Sent as `planHash`, the plan's hash starts what was approved.",
    body,
    answers: { 200: { description: "The plan", schema: planSchema, examples: { plan: PLAN } } },
    problems: ["InvalidRequest", "PlanUnavailable"],
  },
  {
    ...{ name: "startPreparation", method: "POST", route: "preparations", role: "preparer", tag: "Preparations" },
    handle: startPreparation,
    summary: "Prepare a cluster",
    parameters: [idempotencyKey],
    body,
    answers: { 202: accepted },
    problems: [
      ...(["InvalidRequest", "PreparationRunning", "PlanChanged", "IdempotencyKeyReused"] as const),
      ...(["PlanUnavailable", "RecordsUnavailable"] as const),
    ],
  },
  {
    ...{ name: "listPreparations", method: "GET", route: "preparations", role: "reader", tag: "Preparations" },
    handle: listPreparations,
    summary: "List preparations, newest first",
    description: "With a status a page may be shorter, or empty, and not be the last: follow links.next.",
    parameters: [
      {
        ...{ in: "query", name: "cluster", schema: z.string(), example: "6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11/rg/aks" },
        description: "<subscription id>/<resource group>/<name>",
      },
      { in: "query", name: "status", schema: z.enum(LIST_FILTERS), description: "A status, or a verdict" },
      cursor,
    ],
    answers: { 200: { description: "A page", schema: preparationListSchema, examples: { page: LIST } } },
    problems: ["InvalidRequest", "InvalidCursor", "RecordsUnavailable"],
  },
  {
    ...{ name: "readPreparation", method: "GET", route: "preparations/{id}", role: "reader", tag: "Preparations" },
    ...{ handle: readPreparation, polled: true },
    summary: "How far a preparation is, or its record",
    parameters: [preparationId],
    answers: {
      200: {
        description: "Progress while it runs, then the record",
        ...{ schema: preparationSchema, examples: { running: RUNNING, finished: FINISHED } },
        headers: { "Retry-After": "While it runs: seconds until a look is worth it" },
      },
    },
    problems: ["PreparationNotFound", "RecordsUnavailable"],
  },
  {
    ...{ name: "cancelPreparation", method: "POST", route: "preparations/{id}/cancel", role: "preparer" },
    ...{ tag: "Preparations", handle: cancelPreparation },
    summary: "Stop a preparation where nothing is left half-done",
    description: "The run hears of it at its next poll and finishes what it has begun. Asking again changes nothing.",
    parameters: [preparationId],
    body: {
      ...{ optional: true, schema: cancelSchema.meta({ id: "CancelRequest" }) },
      examples: { withReason: { reason: "The quota is needed elsewhere" } },
    },
    answers: {
      202: { ...accepted, description: "It will stop", schema: cancellingSchema, examples: { cancelling: CANCELLING } },
    },
    problems: ["InvalidRequest", "PreparationNotFound", "PreparationEnded", "RecordsUnavailable"],
  },
  {
    ...{ name: "retryPreparation", method: "POST", route: "preparations/{id}/retry", role: "preparer" },
    ...{ tag: "Preparations", handle: retryPreparation },
    summary: "Run a preparation's request again",
    description: "As a preparation of its own; what is done is found done.",
    parameters: [preparationId, idempotencyKey],
    body: {
      ...{ optional: true, schema: retrySchema.meta({ id: "RetryRequest" }) },
      examples: { asItWas: {} },
    },
    answers: { 202: accepted },
    problems: [
      ...(["InvalidRequest", "PreparationNotFound", "PreparationRunning", "PlanChanged"] as const),
      ...(["IdempotencyKeyReused", "PlanUnavailable", "RecordsUnavailable"] as const),
    ],
  },
  {
    ...{ name: "listNodes", method: "GET", route: "preparations/{id}/nodes", role: "reader", tag: "Preparations" },
    ...{ handle: listNodes, polled: true },
    summary: "The evidence, node by node",
    parameters: [preparationId, cursor],
    answers: { 200: { description: "A page", schema: nodePageSchema, examples: { page: NODES } } },
    problems: ["PreparationNotFound", "InvalidCursor", "RecordsUnavailable"],
  },
];
