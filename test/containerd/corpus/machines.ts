/** Whole files as machines have them: AKS's own, and what NVIDIA's container toolkit makes of them. */
import { aksContainerdConfig } from "../../../local/kubernetes/node/containerd/aksContainerdConfig.ts";
import { memoryTree, readText } from "../../../local/kubernetes/node/machine/fileTree.ts";
import { CONTAINERD_CONFIG } from "../../../local/kubernetes/node/machine/imageFiles.ts";
import { configureToolkit } from "../../../local/kubernetes/node/machine/toolkitEdit.ts";
import { type CorpusConfig, NRI_HEADER } from "../corpusConfig.ts";

const NVIDIA_DROP_IN = "/etc/containerd/conf.d/99-nvidia.toml";
const OS_SKUS = ["Ubuntu2204", "Ubuntu2404"] as const;

export const machines: CorpusConfig[] = [
  ...OS_SKUS.flatMap((osSku) => [
    { name: `AKS ${osSku}`, config: aksConfig(osSku, "None") },
    { name: `AKS ${osSku} with AKS's own driver`, config: aksConfig(osSku, "Install") },
    {
      name: `AKS ${osSku} with the guide's edit`,
      config: `${aksConfig(osSku, "None")}\n${NRI_HEADER}\n  disable = false\n`,
    },
    {
      name: `AKS ${osSku}, switched off by hand`,
      config: `${aksConfig(osSku, "None")}\n${NRI_HEADER}\n  disable = true\n`,
    },
    afterToolkit(osSku, "1.17.8"),
    afterToolkit(osSku, "1.18.0"),
  ]),
  { name: "toolkit 1.17.8 in place, as it writes", config: toolkitInPlace() },
  { name: "toolkit 1.17.8 in place, NRI section kept", config: toolkitInPlace(nriAsSaved(true)) },
  { name: "toolkit 1.17.8 in place, after our edit", config: toolkitInPlace(nriAsSaved(false)) },
  ...[2, 3].map((version) => ({
    name: `toolkit 1.18 with a drop-in, version ${version}`,
    config: `imports = ["/etc/containerd/conf.d/*.toml"]\nversion = ${version}\n`,
    files: { [NVIDIA_DROP_IN]: dropIn(version) },
  })),
  {
    name: "toolkit 1.18 with a drop-in that repeats NRI off",
    stopped: "an imported file decides, and a probe does not read that one",
    config: `imports = ["/etc/containerd/conf.d/*.toml"]\nversion = 2\n${NRI_HEADER}\n  disable = true\n`,
    files: { [NVIDIA_DROP_IN]: `${dropIn(2)}\n${nriAsSaved(true)}` },
  },
  {
    name: "toolkit 1.18 with a drop-in, removed again",
    config: 'imports = ["/etc/containerd/conf.d/*.toml"]\nversion = 2\n',
  },
  { name: "kubeadm's usual file", config: kubeadm() },
];

function aksConfig(osSku: (typeof OS_SKUS)[number], gpuDriver: "None" | "Install"): string {
  return aksContainerdConfig({ gpuDriver, osSku, hardware: { gpus: 8, gpuModel: "H100", infinibandDevices: 8 } });
}

function afterToolkit(osSku: (typeof OS_SKUS)[number], toolkit: string): CorpusConfig {
  const tree = memoryTree();
  tree.write(CONTAINERD_CONFIG, aksConfig(osSku, "None"));
  configureToolkit(tree, toolkit);
  const dropInText = readText(tree, NVIDIA_DROP_IN);
  return {
    name: `AKS ${osSku} after the toolkit ${toolkit} of the simulated nodes`,
    config: readText(tree, CONTAINERD_CONFIG) ?? "",
    ...(dropInText === undefined ? {} : { files: { [NVIDIA_DROP_IN]: dropInText } }),
  };
}

/** pelletier/go-toml's layout: sorted, parents with headers of their own, indented by depth. */
function toolkitInPlace(more = ""): string {
  return `oom_score = -999
version = 2

[metrics]
  address = "0.0.0.0:10257"

[plugins]

  [plugins."io.containerd.grpc.v1.cri"]
    enable_cdi = true
    sandbox_image = "mcr.microsoft.com/oss/v2/kubernetes/pause:3.6"

    [plugins."io.containerd.grpc.v1.cri".containerd]
      default_runtime_name = "nvidia"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes]
${runtimes("io.containerd.grpc.v1.cri")}
    [plugins."io.containerd.grpc.v1.cri".registry]
      config_path = "/etc/containerd/certs.d"
${more}`;
}

function runtimes(plugin: string): string {
  return ["nvidia", "nvidia-cdi", "nvidia-legacy", "runc"]
    .map((name) => {
      const binary =
        name === "runc"
          ? "/usr/bin/runc"
          : `/usr/local/nvidia/toolkit/${name.replace("nvidia", "nvidia-container-runtime").replace(/runtime-(.*)/, "runtime.$1")}`;
      return `
        [plugins."${plugin}".containerd.runtimes.${name}]
          runtime_type = "io.containerd.runc.v2"

          [plugins."${plugin}".containerd.runtimes.${name}.options]
            BinaryName = "${binary}"
            SystemdCgroup = true
`;
    })
    .join("");
}

function nriAsSaved(disable: boolean): string {
  return `\n  [plugins."io.containerd.nri.v1.nri"]\n    disable = ${disable}\n`;
}

function dropIn(version: number): string {
  const plugin = version === 2 ? "io.containerd.grpc.v1.cri" : "io.containerd.cri.v1.runtime";
  return `version = ${version}

[plugins]

  [plugins."${plugin}"]

    [plugins."${plugin}".containerd]
      default_runtime_name = "nvidia"

      [plugins."${plugin}".containerd.runtimes]
${runtimes(plugin)}`;
}

function kubeadm(): string {
  return `version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.9"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  SystemdCgroup = true
`;
}
