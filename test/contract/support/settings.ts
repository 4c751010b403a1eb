/** What the runner (build/contract.ts) tells every file of the suite about the cluster in front of it. */
import { inject } from "vitest";

export interface ContractSettings {
  /** The text of a kubeconfig. */
  kubeconfig: string;
  /** A simulated cluster, in which nothing of value can be broken. */
  simulated: boolean;
  /** Seconds that pass in the cluster while one passes here. */
  speed: number;
  /** A busybox-like image that the cluster's nodes can pull. */
  image: string;
  /** Whether nodes may be cordoned, tainted, labelled and given files; everything is undone. */
  allowNodeChanges: boolean;
  /** Ends every name outside of our own namespaces, so that runs do not meet. */
  suffix: string;
}

declare module "vitest" {
  interface ProvidedContext {
    contract: ContractSettings;
  }
}

export function settings(): ContractSettings {
  return inject("contract");
}
