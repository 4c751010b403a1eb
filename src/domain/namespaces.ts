/** Namespaces that we work in. The operators' own are those of their releases. */

/** Scripts, probes, patches and installer Jobs. */
export const SYSTEM_NAMESPACE = "lamplighter-system";

/** AKS's usual place for what serves its GPU nodes. */
export const GPU_RESOURCES_NAMESPACE = "gpu-resources";
