/**
 * The composition root: the only place that knows every part, the environment, the clock and the ids. It registers the
 * functions; nothing happens when it is imported.
 */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { app, type InvocationContext } from "@azure/functions";
import * as durable from "durable-functions";
import packageJson from "../package.json" with { type: "json" };
import { runStep, STARTER_STEPS, STEP_NAMES } from "./activities/activities.ts";
import type { ActivityDeps } from "./activities/deps.ts";
import { planRequest } from "./activities/planPreparation.ts";
import { createAzureClient } from "./clients/azureClient.ts";
import { createClusterConnections } from "./clients/clusterConnections.ts";
import { createCredential } from "./clients/credential.ts";
import { createDurableRuns } from "./clients/durableRuns.ts";
import { listReleases } from "./clients/helmReleases.ts";
import { createNotifier } from "./clients/notifier.ts";
import type { RunsPort } from "./clients/ports.ts";
import { createRecordTables } from "./clients/recordTables.ts";
import type { Transport } from "./clients/transport.ts";
import { type Config, readConfig } from "./config.ts";
import { GUIDE_CATALOG } from "./domain/catalog.ts";
import { parseChatUsers } from "./domain/chat/chatUsers.ts";
import { parseAllowedHosts } from "./domain/notify/notifyAllowance.ts";
import type { StepInput, StepName } from "./domain/steps.ts";
import { answerOperation } from "./http/answerOperation.ts";
import type { HttpDeps } from "./http/deps.ts";
import { makeDocument } from "./http/openapi/makeDocument.ts";
import type { Operation } from "./http/operation.ts";
import { ROUTES } from "./http/routes.ts";
import { answerUnmatched } from "./http/unmatched.ts";
import { registerOrchestrators } from "./orchestrators/orchestrators.ts";
import { reverifyOnTime } from "./timers/reverifyOnTime.ts";

export interface LamplighterOptions {
  environment: Readonly<Record<string, string | undefined>>;
  /** How requests leave the process; left out: through each SDK's own network stack. */
  transport?: Transport;
  /** Left out: the machine's clock. */
  now?: () => Date;
  /** How the app waits; left out: on the machine's clock. */
  pause?: HttpDeps["pause"];
}

/** Throws `ConfigError` when the environment is wrong. */
export function registerLamplighter({
  environment,
  transport,
  now = () => new Date(),
  pause = wait,
}: LamplighterOptions): void {
  const config = readConfig(environment);
  const live = config.LAMPLIGHTER_WORLD === "live";
  const clients = createClients(config, transport);
  const settings = settingsOf(config, live);
  const deps = { ...clients, listReleases, catalog: GUIDE_CATALOG, now, settings };
  registerActivities(deps);
  registerOrchestrators();
  registerTimer(config.LAMPLIGHTER_REVERIFY_SCHEDULE, now);
  registerRoutes({
    tables: clients.tables,
    catalog: GUIDE_CATALOG,
    chat: chatOf(config),
    mayNotify: { hosts: allowedHosts(config), signs: settings.notifySecrets.length > 0 },
    live,
    auth: config.LAMPLIGHTER_AUTH,
    version: packageJson.version,
    apiDocument: onDemand(() => makeDocument(ROUTES, packageJson.version)),
    newId: randomUUID,
    now,
    pause,
    dashboardAssets: async () => (await import("./dashboard/builtAssets.ts")).BUILT_ASSETS,
    planRequest: (request) => planRequest(deps, request),
  });
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return setTimeout(ms, undefined, signal === undefined ? {} : { signal });
}

function createClients(config: Config, transport: Transport | undefined) {
  const seam = transport === undefined ? {} : { transport };
  const credential = createCredential(config, transport);
  const azure = { endpoint: config.LAMPLIGHTER_ARM_ENDPOINT, credential, ...seam };
  return {
    azure: createAzureClient(azure),
    clusters: createClusterConnections({ ...azure, mode: config.LAMPLIGHTER_CLUSTER_CREDENTIALS, now: Date.now }),
    notifier: createNotifier({ allowed: allowedHosts(config), ...seam }),
    chat: createNotifier({ allowed: SLACK_CONVERSATIONS, ...seam }),
    tables: createRecordTables({ endpoint: config.LAMPLIGHTER_TABLES_ENDPOINT, credential, ...seam }),
  };
}

function settingsOf(config: Config, live: boolean) {
  return {
    live,
    nodeImage: config.LAMPLIGHTER_NODE_IMAGE,
    helmfileImage: config.LAMPLIGHTER_HELMFILE_IMAGE,
    notifySecrets: config.LAMPLIGHTER_NOTIFY_SECRET?.split(" ") ?? [],
  };
}

/** Whatever a message says: where Slack has its conversations. */
const SLACK_CONVERSATIONS = [{ name: "hooks.slack.com", private: false }];

function chatOf({
  LAMPLIGHTER_SLACK_SIGNING_SECRET: slackSecret,
  LAMPLIGHTER_TEAMS_TOKEN: teamsToken,
  LAMPLIGHTER_CHAT_USERS,
}: Config) {
  return {
    ...(slackSecret === undefined ? {} : { slackSecret }),
    ...(teamsToken === undefined ? {} : { teamsToken }),
    users: parseChatUsers(LAMPLIGHTER_CHAT_USERS).users,
  };
}

function allowedHosts({ LAMPLIGHTER_NOTIFY_ALLOW }: Config) {
  return parseAllowedHosts(LAMPLIGHTER_NOTIFY_ALLOW).hosts;
}

function registerActivities(deps: ActivityDeps): void {
  for (const name of STEP_NAMES) {
    const starts = STARTER_STEPS.has(name);
    durable.app.activity(name, {
      ...(starts ? { extraInputs: [durable.input.durableClient()] } : {}),
      handler: (input: StepInput<StepName>, context: InvocationContext) =>
        runStep(name, { ...deps, runs: starts ? createDurableRuns(durable.getClient(context)) : NO_RUNS }, input),
    });
  }
}

const NO_RUNS: RunsPort = {
  start: () => Promise.reject(new Error("This step is not registered with the durable client")),
  read: () => Promise.reject(new Error("This step is not registered with the durable client")),
};

function registerTimer(schedule: string, now: () => Date): void {
  app.timer("reverifyOnTime", {
    schedule,
    extraInputs: [durable.input.durableClient()],
    handler: (_timer, context) =>
      reverifyOnTime({
        runs: createDurableRuns(durable.getClient(context)),
        now,
        log: (message) => context.warn(message),
      }),
  });
}

function registerRoutes(deps: HttpDeps): void {
  for (const operation of ROUTES) registerRoute(operation, deps);
  app.http("unmatched", {
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    route: "{*path}",
    authLevel: "anonymous",
    handler: (request) => answerUnmatched(ROUTES, request),
  });
}

/** Where the platform signs people in it has no keys to ask for: the app itself refuses whoever is not signed in. */
function registerRoute(operation: Operation, deps: HttpDeps): void {
  const { name, method, route, role } = operation;
  app.http(name, {
    methods: [method],
    route,
    authLevel: role === "anyone" || deps.auth === "easyauth" ? "anonymous" : "function",
    extraInputs: [durable.input.durableClient()],
    handler: (request, context: InvocationContext) =>
      answerOperation(operation, request, {
        ...deps,
        runs: createDurableRuns(durable.getClient(context)),
        log: (message) => context.error(message),
      }),
  });
}

/** Made when it is first asked for, and once. */
function onDemand<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
