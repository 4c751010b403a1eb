/**
 * Taints that new nodes come with and that AKS leaves to others afterwards: `nodeInitializationTaints`. They are a
 * preview. AKS refuses them on a node pool (NodeInitializationTaintsFeatureNotSupported) and takes them in a request for
 * the whole cluster only, so that is what is sent: the cluster as it was read, with the pools put in, on the condition
 * that nobody changed it meanwhile. Nothing else here uses a preview version.
 */
import * as z from "zod";
import { clusterRight } from "../domain/armRights.ts";
import { type ClusterRef, clusterResourceId } from "../domain/clusterRef.ts";
import { inShape } from "./answerShape.ts";
import type { AzureCalls } from "./azureCalls.ts";
import { statusOf } from "./azureFaults.ts";
import type { AzureAddress } from "./azureRest.ts";
import { toChangedProfile, toNewProfile } from "./nodePoolModel.ts";
import type { AzurePort } from "./ports.ts";

/** The preview that goes with the stable version of the SDK in use. */
const PREVIEW_VERSION = "2026-06-02-preview";

const profileSchema = z.looseObject({
  name: z.string(),
  nodeInitializationTaints: z.array(z.string()).nullish(),
});

const clusterSchema = z.looseObject({
  eTag: z.string(),
  properties: z.looseObject({ agentPoolProfiles: z.array(profileSchema) }),
});

type RawCluster = z.infer<typeof clusterSchema>;

export function createInitializationTaints(
  calls: AzureCalls,
): Pick<AzurePort, "listInitializationTaints" | "submitPoolsWithCluster"> {
  function readCluster(cluster: ClusterRef): Promise<RawCluster> {
    return calls({
      operation: `GET managedClusters/${cluster.name}`,
      right: clusterRight(cluster, "read"),
      run: async (rest) => inShape(clusterSchema, await rest.get(addressOf(cluster))),
    });
  }

  return {
    async listInitializationTaints(cluster) {
      const { properties } = await readCluster(cluster);
      const entries = properties.agentPoolProfiles.map(({ name, nodeInitializationTaints }): [string, string[]] => [
        name,
        nodeInitializationTaints ?? [],
      ]);
      return Object.fromEntries(entries);
    },

    async submitPoolsWithCluster(cluster, specs, tags) {
      const current = await readCluster(cluster);
      const names = new Set(specs.map(({ name }) => name));
      const others = current.properties.agentPoolProfiles.filter(({ name }) => !names.has(name));
      const pools = specs.map((spec) => {
        const profile = current.properties.agentPoolProfiles.find(({ name }) => name === spec.name);
        return profile === undefined ? toNewProfile(spec, tags) : toChangedProfile(profile, spec, tags);
      });
      const agentPoolProfiles = [...others.map(withoutImage), ...pools];
      const body = { ...current, properties: { ...current.properties, agentPoolProfiles } };
      return calls({
        operation: `PUT managedClusters/${cluster.name}`,
        right: clusterRight(cluster, "write"),
        run: (rest) => unlessConflict(() => rest.put(addressOf(cluster), body, current.eTag)),
      });
    },
  };
}

/** Another operation is going on, or the cluster is no longer as it was read. */
const CONFLICTS = [409, 412];

async function unlessConflict(put: () => Promise<unknown>): Promise<"submitted" | "conflict"> {
  try {
    await put();
    return "submitted";
  } catch (error) {
    if (CONFLICTS.includes(statusOf(error) ?? 0)) return "conflict";
    throw error;
  }
}

/** Naming an image asks for it, and an upgrade may have begun meanwhile. */
function withoutImage({ nodeImageVersion: _rollback, ...profile }: z.infer<typeof profileSchema>) {
  return profile;
}

function addressOf(cluster: ClusterRef): AzureAddress {
  return { path: clusterResourceId(cluster), apiVersion: PREVIEW_VERSION };
}
