/** What simulated Azure asks of simulated Kubernetes when virtual machines come and go. */
export interface NodeSpec {
  /** As AKS names them: `aks-<pool>-<8 digits>-vmss00000<n>`. */
  name: string;
  pool: string;
  vmSize: string;
  osSku: "Ubuntu2204" | "Ubuntu2404";
  /** "1.34.2", without a v. */
  kubernetesVersion: string;
  nodeImageVersion: string;
  labels: Record<string, string>;
  taints: { key: string; value?: string; effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute" }[];
  /** Put on once, when the machine registers; not AKS's to keep. */
  initializationTaints?: NodeSpec["taints"];
  /** Whether AKS puts the NVIDIA driver on the node's image. */
  gpuDriver: "Install" | "None";
  /** GPUs and InfiniBand devices really in the machine, as the guide's table says or as a scenario breaks it. */
  hardware: {
    gpus: number;
    /** Of these, those that the device plugin calls unhealthy. */
    unhealthyGpus?: number;
    gpuModel: "A100" | "H100" | "H200";
    infinibandDevices: number;
    peermem?: boolean;
  };
  subscriptionId: string;
  resourceGroup: string;
  region: string;
  zone?: string;
  /** What is different about its containerd; left out: as AKS sets it up. */
  containerd?: {
    /** Lines at the top of config.toml, as somebody has added them. */
    topLines?: string[];
    /** It does not start with NRI; or, once it has been tried so, with no configuration at all. */
    failsWithNri?: "once" | "for good";
  };
}

export interface NodeProvisioner {
  /** The node appears NotReady and turns Ready at `readyAt` (ms). Adding a name that exists changes nothing. */
  addNode(spec: NodeSpec, readyAt: number): void;
  removeNode(name: string): void;
  /** AKS owns labels and taints of its pools: written to every node of the pool. */
  updatePool(pool: string, change: { labels: Record<string, string>; taints: NodeSpec["taints"] }): void;
}
