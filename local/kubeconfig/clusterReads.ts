/** What simulated Azure must know of a given cluster: its version, and which nodes it is to take for a pool's. */
import { CoreV1Api, KubeConfig, VersionApi } from "@kubernetes/client-node";
import { KubeconfigError } from "./kubeconfigError.ts";
import type { GivenCluster } from "./readKubeconfig.ts";

export const POOL_LABEL = "kubernetes.azure.com/agentpool";

export interface ClusterReads {
  /** "1.34.2". */
  version(): Promise<string>;
  /** How many nodes carry each pool's label. */
  poolSizes(): Promise<ReadonlyMap<string, number>>;
}

/** Both reject with `KubeconfigError` when the cluster cannot be reached or refuses. */
export function createClusterReads({ kubeconfig, server }: GivenCluster): ClusterReads {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  return {
    async version() {
      const { gitVersion } = await ask(server, config.makeApiClient(VersionApi).getCode());
      const [, version] = /^v(\d+\.\d+\.\d+)/.exec(gitVersion) ?? [];
      if (version === undefined)
        throw new KubeconfigError(`${server} calls its version "${gitVersion}"; expected v1.34.2 or the like`);
      return version;
    },
    async poolSizes() {
      const { items } = await ask(server, config.makeApiClient(CoreV1Api).listNode({ labelSelector: POOL_LABEL }));
      const pools = Map.groupBy(items, ({ metadata }) => metadata?.labels?.[POOL_LABEL] ?? "");
      return new Map([...pools].map(([pool, nodes]) => [pool, nodes.length]));
    },
  };
}

async function ask<T>(server: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new KubeconfigError(`The cluster at ${server} ${whatItDid(error)}`, { cause: error });
  }
}

/** Only the status and the cause: the client's own message holds every header. */
function whatItDid(error: unknown): string {
  const { code, cause, message } = error as {
    code?: unknown;
    cause?: { code?: string; message?: string };
    message: string;
  };
  if (code === 401) return "does not accept the kubeconfig's token or certificate (401)";
  if (typeof code === "number") return `answered ${code}`;
  return `cannot be reached: ${cause?.message || cause?.code || message}`;
}
