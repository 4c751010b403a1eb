/** Why a kubeconfig, or the cluster that it names, is of no use here: for a person, without a stack. */
export class KubeconfigError extends Error {}
