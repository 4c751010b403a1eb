/**
 * From a kubeconfig that Azure gave us to a working API client. Loads @kubernetes/client-node: import it dynamically.
 * Only the address, the authority and static credentials are taken over: nothing in a kubeconfig may run a program here.
 */
import type { RequestOptions } from "node:https";
import {
  type Configuration,
  createConfiguration,
  KubeConfig,
  ServerConfiguration,
  setHeaderMiddleware,
  type User,
} from "@kubernetes/client-node";
import { JsonObjectApi } from "./jsonObjectApi.ts";
import { createHttpApi } from "./kubernetesTransport.ts";
import type { Transport } from "./transport.ts";

const REQUEST_TIMEOUT_MS = 30_000;

export interface ConnectionOptions {
  kubeconfig: string;
  /** Called for every request. Left out: the kubeconfig's own token or client certificate. */
  bearerToken?: () => Promise<string>;
  transport: Transport | undefined;
}

export function openConnection(options: ConnectionOptions): { api: JsonObjectApi; server: string } {
  const given = readKubeconfig(options.kubeconfig);
  const cluster = given.getCurrentCluster();
  if (cluster === null) throw new Error("The kubeconfig has no current cluster");
  const { bearerToken } = options;
  const trusted = new KubeConfig();
  trusted.loadFromClusterAndUser(cluster, bearerToken === undefined ? staticUser(given) : { name: "lamplighter" });
  if (bearerToken !== undefined) trusted.addAuthenticator(authenticateWith(bearerToken));
  return { api: new JsonObjectApi(configure(trusted, cluster.server, options.transport)), server: cluster.server };
}

/** The parser's own message would quote the kubeconfig, secrets and all. */
function readKubeconfig(text: string): KubeConfig {
  const kubeconfig = new KubeConfig();
  try {
    kubeconfig.loadFromString(text);
  } catch {
    throw new Error("The kubeconfig cannot be read");
  }
  return kubeconfig;
}

function staticUser(kubeconfig: KubeConfig): User {
  const user = kubeconfig.getCurrentUser();
  return {
    name: "lamplighter",
    ...(user?.token === undefined ? {} : { token: user.token }),
    ...(user?.certData === undefined ? {} : { certData: user.certData }),
    ...(user?.keyData === undefined ? {} : { keyData: user.keyData }),
  };
}

function authenticateWith(bearerToken: () => Promise<string>): Parameters<KubeConfig["addAuthenticator"]>[0] {
  return {
    isAuthProvider: () => true,
    async applyAuthentication(_user, options: RequestOptions) {
      options.headers = { ...options.headers, Authorization: `Bearer ${await bearerToken()}` };
    },
  };
}

function configure(kubeconfig: KubeConfig, server: string, transport: Transport | undefined): Configuration {
  return createConfiguration({
    baseServer: new ServerConfiguration(server, {}),
    authMethods: { default: kubeconfig },
    middleware: [setHeaderMiddleware("User-Agent", "lamplighter")],
    httpApi: createHttpApi({ transport, timeoutMs: REQUEST_TIMEOUT_MS }),
  });
}
