/**
 * Where the charts' values name the repositories of their images (the charts' own values.yaml, by tag): what a mirror
 * must override, the parts that we switch off included.
 */
import { mirrored } from "./images.ts";
import { withoutV } from "./versions.ts";

const NVIDIA = "nvcr.io/nvidia";
const CLOUD_NATIVE = "nvcr.io/nvidia/cloud-native";
const K8S = "nvcr.io/nvidia/k8s";
const MELLANOX = "nvcr.io/nvidia/mellanox";

/** Path of the values object whose `repository` it is. */
type Repositories = Readonly<Record<string, string>>;

const NETWORK_OPERATOR: Repositories = {
  operator: CLOUD_NATIVE,
  "operator.ofedDriver.initContainer": MELLANOX,
  "node-feature-discovery.image": `${MELLANOX}/node-feature-discovery`,
};

const GPU_OPERATOR: Repositories = {
  operator: NVIDIA,
  validator: NVIDIA,
  driver: NVIDIA,
  "driver.manager": CLOUD_NATIVE,
  toolkit: K8S,
  devicePlugin: NVIDIA,
  gfd: NVIDIA,
  dcgm: CLOUD_NATIVE,
  dcgmExporter: K8S,
  migManager: CLOUD_NATIVE,
  nodeStatusExporter: NVIDIA,
  gds: CLOUD_NATIVE,
  gdrcopy: CLOUD_NATIVE,
  "vgpuManager.driverManager": CLOUD_NATIVE,
  vgpuDeviceManager: CLOUD_NATIVE,
  vfioManager: NVIDIA,
  "vfioManager.driverManager": CLOUD_NATIVE,
  kataManager: CLOUD_NATIVE,
  sandboxDevicePlugin: NVIDIA,
  ccManager: CLOUD_NATIVE,
  "node-feature-discovery.image": "registry.k8s.io/nfd/node-feature-discovery",
};

/** What a series has elsewhere, or beside the others. */
const GPU_OPERATOR_SERIES: Readonly<Record<string, Repositories>> = {
  "25.3": { validator: CLOUD_NATIVE, nodeStatusExporter: CLOUD_NATIVE, "operator.initContainer": NVIDIA },
  "25.10": { "operator.initContainer": NVIDIA },
  "26.3": { vfioManager: CLOUD_NATIVE, kataSandboxDevicePlugin: CLOUD_NATIVE },
};

const DEVICE_PLUGIN: Repositories = { image: `${NVIDIA}/k8s-device-plugin` };

export type ChartName = "network-operator" | "gpu-operator" | "nvidia-device-plugin";

function repositoriesOf(chart: ChartName, version: string): Repositories {
  if (chart === "network-operator") return NETWORK_OPERATOR;
  if (chart === "nvidia-device-plugin") return DEVICE_PLUGIN;
  const series = withoutV(version).split(".").slice(0, 2).join(".");
  return { ...GPU_OPERATOR, ...GPU_OPERATOR_SERIES[series] };
}

type Values = Record<string, unknown>;

/** The same values, with every image of the chart behind the mirror; without one: as they are. */
export function withMirroredImages(
  values: Values,
  chart: ChartName,
  version: string,
  registryPrefix: string | undefined,
): Values {
  if (registryPrefix === undefined) return values;
  return Object.entries(repositoriesOf(chart, version)).reduce(
    (merged, [path, repository]) => withRepository(merged, path.split("."), mirrored(repository, registryPrefix)),
    values,
  );
}

function withRepository(values: Values, [key = "", ...rest]: readonly string[], repository: string): Values {
  const inner = (values[key] ?? {}) as Values;
  const changed = rest.length === 0 ? { ...inner, repository } : withRepository(inner, rest, repository);
  return { ...values, [key]: changed };
}
