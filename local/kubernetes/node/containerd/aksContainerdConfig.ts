/** `/etc/containerd/config.toml` as AKS writes it on a fresh node: version 2 for both majors, no imports, no NRI section. */
import type { NodeSpec } from "../../nodeProvisioner.ts";

export function aksContainerdConfig(spec: Pick<NodeSpec, "gpuDriver" | "hardware" | "osSku" | "containerd">): string {
  const usesNvidiaRuntime = spec.gpuDriver === "Install" && spec.hardware.gpus > 0;
  const plugins = spec.osSku === "Ubuntu2204" ? criPlugins1() : criPlugins2();
  return [
    "version = 2",
    "oom_score = -999",
    ...(spec.containerd?.topLines ?? []),
    plugins.images,
    plugins.runtime,
    `    default_runtime_name = "${usesNvidiaRuntime ? "nvidia-container-runtime" : "runc"}"`,
    ...runtime(plugins.runtimeName, usesNvidiaRuntime ? "nvidia-container-runtime" : "runc"),
    ...runtime(plugins.runtimeName, "untrusted", usesNvidiaRuntime ? "nvidia-container-runtime" : "runc"),
    plugins.registry,
    '    config_path = "/etc/containerd/certs.d"',
    "[metrics]",
    '  address = "0.0.0.0:10257"',
    "",
  ].join("\n");
}

function runtime(plugin: string, name: string, binary = name): string[] {
  const section = `[plugins."${plugin}".containerd.runtimes.${name}`;
  return [
    `    ${section}]`,
    '      runtime_type = "io.containerd.runc.v2"',
    `    ${section}.options]`,
    `      BinaryName = "/usr/bin/${binary}"`,
    "      SystemdCgroup = true",
  ];
}

interface CriSections {
  images: string;
  runtime: string;
  runtimeName: string;
  registry: string;
}

function criPlugins1(): CriSections {
  const cri = "io.containerd.grpc.v1.cri";
  return {
    images: `[plugins."${cri}"]\n  sandbox_image = "mcr.microsoft.com/oss/v2/kubernetes/pause:3.6"\n  enable_cdi = true`,
    runtime: `  [plugins."${cri}".containerd]`,
    runtimeName: cri,
    registry: `  [plugins."${cri}".registry]`,
  };
}

/** containerd 2 split its CRI plugin into images and runtime. */
function criPlugins2(): CriSections {
  const images = "io.containerd.cri.v1.images";
  const runtimeName = "io.containerd.cri.v1.runtime";
  return {
    images: `[plugins."${images}".pinned_images]\n  sandbox = "mcr.microsoft.com/oss/v2/kubernetes/pause:3.6"`,
    runtime: `[plugins."${runtimeName}"]\n  enable_cdi = true\n  [plugins."${runtimeName}".containerd]`,
    runtimeName,
    registry: `[plugins."${images}".registry]`,
  };
}
