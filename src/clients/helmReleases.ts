/**
 * Helm's own records: Secrets of type helm.sh/release.v1, whose payload is base64 of gzip of JSON, inside the Secret's
 * base64 (https://helm.sh/docs/topics/kubernetes_apis, storage driver "secret").
 */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import * as z from "zod";
import type { ReleaseView } from "../domain/helmRelease.ts";
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import type { KubernetesPort } from "./ports.ts";

const unzip = promisify(gunzip);

/** A Secret has a MiB at most, and charts are text: what unpacks to more is no release. */
const MOST_RELEASE_BYTES = 32 * 1024 * 1024;

const payloadSchema = z.object({
  chart: z.object({ metadata: z.object({ version: z.string() }) }),
  config: z.record(z.string(), z.unknown()).nullish(),
});

/** Every revision of every release; of one namespace when it is given. */
export async function listReleases(kubernetes: KubernetesPort, namespace?: string): Promise<ReleaseView[]> {
  const secrets = await kubernetes.list({
    apiVersion: "v1",
    kind: "Secret",
    labelSelector: "owner=helm",
    ...(namespace === undefined ? {} : { namespace }),
  });
  return await Promise.all(secrets.map(decodeRelease));
}

/** A record that cannot be read counts as failed: it must be looked at, never overlooked. */
async function decodeRelease(secret: KubernetesObject): Promise<ReleaseView> {
  const { labels, namespace, creationTimestamp } = secret.metadata;
  const known = {
    name: labels?.["name"] ?? "",
    namespace: namespace ?? "",
    revision: Number(labels?.["version"] ?? 0),
    ...(creationTimestamp === undefined ? {} : { recordedAt: creationTimestamp }),
  };
  const payload = await decodePayload(secret);
  if (payload === undefined) return { ...known, chartVersion: "", status: "failed", values: {} };
  return {
    ...known,
    chartVersion: payload.chart.metadata.version,
    status: labels?.["status"] ?? "unknown",
    values: payload.config ?? {},
  };
}

async function decodePayload(secret: KubernetesObject): Promise<z.infer<typeof payloadSchema> | undefined> {
  const { release } = (secret["data"] ?? {}) as { release?: string };
  if (release === undefined) return undefined;
  try {
    const zipped = Buffer.from(Buffer.from(release, "base64").toString("utf8"), "base64");
    return payloadSchema.parse(
      JSON.parse((await unzip(zipped, { maxOutputLength: MOST_RELEASE_BYTES })).toString("utf8")),
    );
  } catch {
    return undefined;
  }
}
