/**
 * A person's kubeconfig as one that can be handed out: its current context alone, with the files that it names inside.
 * Only tokens and client certificates are taken over: nothing in a kubeconfig may run a program here.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { KubeconfigError } from "./kubeconfigError.ts";
import { referencedFile } from "./referencedFile.ts";
import { staticUser } from "./staticUser.ts";

export interface GivenCluster {
  /** Where it was read. */
  file: string;
  context: string;
  /** `https://host:port`. */
  server: string;
  /** JSON. */
  kubeconfig: string;
}

const clusterSchema = z.looseObject({ server: z.string(), "certificate-authority": z.string().optional() });

const kubeconfigSchema = z.object({
  "current-context": z.string().min(1),
  contexts: z
    .array(z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) }))
    .nullish(),
  clusters: z.array(z.object({ name: z.string(), cluster: clusterSchema })).nullish(),
  users: z.array(z.object({ name: z.string(), user: z.record(z.string(), z.unknown()).nullish() })).nullish(),
});

/** Throws `KubeconfigError`. */
export function readKubeconfig(path: string): GivenCluster {
  const file = resolve(path);
  const { contexts, clusters, users, "current-context": current } = parseKubeconfig(file);
  const { context } = find(file, contexts, "context", current);
  const { cluster } = find(file, clusters, "cluster", context.cluster);
  const { user } = find(file, users, "user", context.user);
  const folder = dirname(file);
  const handedOut = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "given", cluster: withAuthority(cluster, folder) }],
    users: [{ name: "given", user: staticUser(user ?? {}, { name: `${file}: user ${context.user}`, folder }) }],
    contexts: [{ name: "given", context: { cluster: "given", user: "given" } }],
    "current-context": "given",
  };
  return { file, context: current, server: cluster.server, kubeconfig: JSON.stringify(handedOut) };
}

function parseKubeconfig(file: string): z.infer<typeof kubeconfigSchema> {
  const parsed = kubeconfigSchema.safeParse(parseYaml(file));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new KubeconfigError(`${file} is not a kubeconfig: ${problems.join("; ")}`);
}

/** The parser's own message would quote the file, secrets and all. */
function parseYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KubeconfigError(code === "ENOENT" ? `there is no file ${file}` : `${file} cannot be read as YAML`);
  }
}

function find<T extends { name: string }>(
  file: string,
  list: readonly T[] | null | undefined,
  kind: string,
  name: string,
): T {
  const entry = list?.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new KubeconfigError(`${file} has no ${kind} "${name}"`);
  return entry;
}

function withAuthority({ "certificate-authority": path, ...cluster }: z.infer<typeof clusterSchema>, folder: string) {
  const authority = referencedFile(folder, path);
  return authority === undefined ? cluster : { ...cluster, "certificate-authority-data": authority.toString("base64") };
}
