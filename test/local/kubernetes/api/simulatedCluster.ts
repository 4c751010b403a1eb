/** A cluster for these tests: virtual time, no kubelet, reached by the real client over HTTPS. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApiConstructor, type ApiType, KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";
import type { User } from "../../../../local/kubernetes/api/access/accessControl.ts";
import type { AdmissionRule } from "../../../../local/kubernetes/api/access/admission.ts";
import type { Controller, PodLogs } from "../../../../local/kubernetes/cluster.ts";
import {
  createKubernetesSimulator,
  type KubernetesSimulator,
} from "../../../../local/kubernetes/kubernetesSimulator.ts";
import { createLatencies } from "../../../../local/scenarios/latencies.ts";
import { loopbackCertificate } from "../../../../local/world/certificate.ts";
import { type Clock, createVirtualClock } from "../../../../local/world/clock.ts";
import { type Listener, listen } from "../../../../local/world/httpBinding.ts";
import { createSchedule } from "../../../../local/world/schedule.ts";
import type { WireHandler, WireResponse } from "../../../../local/world/wire.ts";
import { openWorldStore } from "../../../../local/world/worldStore.ts";

export const STARTED_AT = Date.parse("2026-11-02T08:00:00Z");

export const ADMIN: User = { name: "admin", groups: ["system:masters"] };

const USERS: Readonly<Record<string, User>> = {
  "admin-token": ADMIN,
  "nobody-token": { name: "nobody", groups: ["system:authenticated"] },
};

export interface SimulatedCluster extends KubernetesSimulator {
  clock: Clock;
  logs: Map<string, string>;
  /** Lets `seconds` pass, and everything that is due in them happen. */
  pass(seconds: number): Promise<void>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<WireResponse>;
  close(): void;
}

export interface Options {
  controllers?: readonly Controller[];
  admission?: readonly AdmissionRule[];
  file?: string;
}

export function aCluster(options: Options = {}): SimulatedCluster {
  const world = openWorldStore(options.file ?? ":memory:");
  const clock = createVirtualClock({ startAt: STARTED_AT });
  const schedule = createSchedule(world, clock);
  const logs = new Map<string, string>();
  const simulator = createKubernetesSimulator({
    world,
    clock,
    schedule,
    latencyOf: createLatencies(),
    authenticate: (token) => USERS[token],
    controllers: options.controllers ?? [],
    admission: options.admission ?? [],
    podLogs: logsIn(logs),
    kubernetesVersion: "1.34.2",
  });
  simulator.start();
  schedule.start();
  return {
    ...simulator,
    clock,
    logs,
    pass: (seconds) => new Promise((resolve) => void clock.setTimer(clock.now() + seconds * 1000, resolve)),
    send: async (method, path, body, headers = {}) => sendTo(simulator.handle, method, path, body, headers),
    close() {
      clock.stop();
      world.close();
    },
  };
}

/** Each container's log is one piece, printed at the beginning. */
function logsIn(logs: ReadonlyMap<string, string>): PodLogs {
  const read = (uid: string, container: string) => logs.get(`${uid}/${container}`);
  return {
    read,
    pieces(uid, container) {
      const text = read(uid, container);
      return text === undefined ? undefined : [{ at: STARTED_AT, text }];
    },
  };
}

async function sendTo(
  handle: WireHandler,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<WireResponse> {
  const text = typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);
  return handle({
    method,
    url: `https://cluster.example${path}`,
    headers: { authorization: "Bearer admin-token", "content-type": "application/json", ...headers },
    body: new TextEncoder().encode(text),
  });
}

export function bodyOf(response: WireResponse): Record<string, unknown> {
  return JSON.parse(response.body as string) as Record<string, unknown>;
}

export interface ConnectedCluster {
  config: KubeConfig;
  listener: Listener;
  api<T extends ApiType>(type: ApiConstructor<T>): T;
  objects: KubernetesObjectApi;
  close(): Promise<void>;
}

/** The real client in front of `handle`, over HTTPS on loopback. */
export async function connect(handle: WireHandler, token = "admin-token"): Promise<ConnectedCluster> {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-kubernetes-"));
  const certificate = await loopbackCertificate(folder);
  const listener = await listen(handle, { certificate });
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "c", server: listener.url, caData: Buffer.from(certificate.certificate).toString("base64") }],
    users: [{ name: "u", token }],
    contexts: [{ name: "x", cluster: "c", user: "u" }],
    currentContext: "x",
  });
  return {
    config,
    listener,
    api: (type) => config.makeApiClient(type),
    objects: KubernetesObjectApi.makeApiClient(config),
    async close() {
      await listener.close();
      rmSync(folder, { recursive: true });
    },
  };
}
