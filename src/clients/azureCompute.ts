/** What a region sells and what may still be used there: Microsoft.Compute's lists (facts-azure-kubernetes.md, section A). */
import type { AzureCalls } from "./azureCalls.ts";
import type { ListQuery } from "./azureRest.ts";
import { toSizeOffers, toVcpuQuotas } from "./computeModel.ts";
import type { AzurePort } from "./ports.ts";

interface ComputeList extends Omit<ListQuery, "path"> {
  subscriptionId: string;
  /** Below Microsoft.Compute: "skus". */
  path: string;
  /** What reading it needs: "skus/read". */
  action: string;
}

export function createAzureCompute(calls: AzureCalls): Pick<AzurePort, "listSizeOffers" | "listVcpuQuotas"> {
  function read<T>(list: ComputeList, toModel: (items: unknown[]) => T): Promise<T> {
    const { subscriptionId, path, action, ...query } = list;
    const scope = `/subscriptions/${subscriptionId}`;
    return calls({
      operation: `LIST ${path}`,
      right: { action: `Microsoft.Compute/${action}`, scope },
      run: async (rest) => toModel(await rest.list({ ...query, path: `${scope}/providers/Microsoft.Compute/${path}` })),
    });
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
