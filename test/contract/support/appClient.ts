/** The client through which the app speaks to a cluster, on the caller's own kubeconfig. */

import { JsonObjectApi } from "../../../src/clients/jsonObjectApi.ts";
import { createKubernetesClient } from "../../../src/clients/kubernetesClient.ts";
import type { KubernetesPort } from "../../../src/clients/ports.ts";
import type { Wire } from "./wire.ts";

export function appClient({ config }: Wire): KubernetesPort {
  const api = config.makeApiClient(JsonObjectApi);
  return createKubernetesClient({ api, server: config.getCurrentCluster()?.server ?? "", onFault: () => {} });
}
