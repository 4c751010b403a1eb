/** What a region sells and what may still be used there: Microsoft.Compute's lists (facts-azure-kubernetes.md, section A). */
import type { TokenCredential } from "@azure/core-auth";
import { azureFault } from "./azureFaults.ts";
import type { AzureEndpoint } from "./azurePipeline.ts";
import type { ListAll, ListQuery } from "./azureReads.ts";
import { toSizeOffers, toVcpuQuotas } from "./computeModel.ts";
import type { AzurePort } from "./ports.ts";

export interface AzureComputeOptions extends AzureEndpoint {
  credential: TokenCredential;
}

interface ComputeList extends Omit<ListQuery, "path"> {
  subscriptionId: string;
  /** Below Microsoft.Compute: "skus". */
  path: string;
  /** What reading it needs: "skus/read". */
  action: string;
}

export function createAzureCompute({
  credential,
  ...endpoint
}: AzureComputeOptions): Pick<AzurePort, "listSizeOffers" | "listVcpuQuotas"> {
  let opened: Promise<ListAll> | undefined;

  async function read<T>(list: ComputeList, toModel: (items: unknown[]) => T): Promise<T> {
    const { subscriptionId, path, action, ...query } = list;
    const scope = `/subscriptions/${subscriptionId}`;
    try {
      opened ??= import("./azureReads.ts").then(({ openAzureReads }) => openAzureReads(credential, endpoint));
      const listAll = await opened;
      return toModel(await listAll({ ...query, path: `${scope}/providers/Microsoft.Compute/${path}` }));
    } catch (error) {
      throw azureFault(error, `LIST ${path}`, { action: `Microsoft.Compute/${action}`, scope });
    }
  }

  return {
    listSizeOffers({ subscriptionId, location }, vmSizes) {
      const filter = `location eq '${location}'`;
      const list = { subscriptionId, path: "skus", action: "skus/read", apiVersion: "2021-07-01", filter };
      return read(list, (skus) => toSizeOffers(skus, vmSizes));
    },

    listVcpuQuotas({ subscriptionId, location }) {
      const path = `locations/${location}/usages`;
      return read({ subscriptionId, path, action: "locations/usages/read", apiVersion: "2026-04-01" }, toVcpuQuotas);
    },
  };
}
