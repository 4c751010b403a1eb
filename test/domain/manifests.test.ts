import { describe, expect, it } from "vitest";
import type { DeviceAsk } from "../../src/domain/devices.ts";
import type { KubernetesObject } from "../../src/domain/kubernetesObject.ts";
import { helmfileConfig, helmfileJob, helmfileName, installerAccess } from "../../src/domain/manifests/helmfileJob.ts";
import { infinibandRule } from "../../src/domain/manifests/infinibandRule.ts";
import { privilegedNamespace } from "../../src/domain/manifests/namespace.ts";
import { nicClusterPolicy } from "../../src/domain/manifests/nicClusterPolicy.ts";
import {
  type NodePodOptions,
  newConfigMap,
  newConfigName,
  nodePod,
  nodeWorkSelector,
  runScripts,
} from "../../src/domain/manifests/nodePod.ts";
import { peermemReloader } from "../../src/domain/manifests/peermemReloader.ts";
import { proofPod } from "../../src/domain/manifests/proofPod.ts";
import { ulimitAdjuster } from "../../src/domain/manifests/ulimitAdjuster.ts";
import type { StackSpec } from "../../src/domain/stack.ts";
import { aNodeRef } from "../support/nodes.ts";
import { aPlan } from "../support/plans.ts";
import { aPoolBody, aRequest } from "../support/requests.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const NODE_IMAGE = `mcr.example.com/node@${DIGEST}`;
const OWNER = { name: "run-p1", uid: "owner-uid" };
const stack: StackSpec = aPlan(aRequest({ nodePools: [aPoolBody({ taints: ["team=x:NoSchedule"] })] })).stack;
const [release] = stack.releases;
if (release === undefined) throw new Error("a stack without releases");

const job = { release, preparationId: "p1", attempt: 2, image: "helmfile:v1", deadlineSeconds: 900 };

function aNodePod(changes: Partial<NodePodOptions> = {}): KubernetesObject {
  return nodePod({
    preparationId: "p1",
    purpose: "probe",
    chunk: "h100-0",
    attempt: 0,
    node: aNodeRef(),
    image: NODE_IMAGE,
    tolerations: stack.tolerations,
    deadlineSeconds: 300,
    owner: OWNER,
    script: "probe.sh",
    env: {},
    ...changes,
  });
}

function aProofPod(devices: DeviceAsk = { kind: "all", gpus: 8, rdma: 1 }): KubernetesObject {
  return proofPod({
    ...{ preparationId: "p1", purpose: "proof", chunk: "h100-0", attempt: 1, node: aNodeRef(), image: NODE_IMAGE },
    ...{ tolerations: stack.tolerations, deadlineSeconds: 120, owner: OWNER, devices },
  });
}

interface Container {
  name: string;
  image: string;
  env?: { name: string; value: string }[];
  volumeMounts?: { name: string }[];
  resources?: { limits?: Record<string, string> };
}

interface PodSpec {
  tolerations?: { key?: string }[];
  containers: Container[];
  initContainers?: Container[];
  volumes?: { name: string }[];
}

function podSpecOf(object: KubernetesObject): PodSpec {
  const spec = object["spec"] as PodSpec & { template?: { spec: PodSpec } };
  return spec.template?.spec ?? spec;
}

const everyObject: KubernetesObject[] = [
  privilegedNamespace("gpu-operator"),
  infinibandRule(),
  nicClusterPolicy(stack),
  ulimitAdjuster(stack),
  peermemReloader(stack, NODE_IMAGE),
  helmfileConfig(job),
  helmfileJob(job),
  ...installerAccess(),
  aNodePod(),
  aNodePod({ purpose: "patch", script: "patch.sh", configMap: "containerd-new-p1" }),
  aProofPod(),
  runScripts("p1", { "probe.sh": "echo" }),
  newConfigMap(OWNER, "p1", "b".repeat(64), "eA=="),
];
const workloads = everyObject.filter(({ kind }) => ["Pod", "DaemonSet", "Job"].includes(kind));

describe("every object", () => {
  it.each(everyObject.map((object) => [`${object.kind} ${object.metadata.name}`, object] as const))(
    "%s has names and labels that Kubernetes takes",
    (_name, object) => {
      expect(object.metadata.name).toMatch(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/);
      for (const [key, value] of Object.entries(object.metadata.labels ?? {})) {
        expect(key).toMatch(/^([a-z0-9.-]+\/)?[A-Za-z0-9][-A-Za-z0-9_.]{0,62}$/);
        expect(value).toMatch(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/);
      }
    },
  );

  it("is the same each time, so that applying it again changes nothing", () => {
    expect(nicClusterPolicy(stack)).toEqual(nicClusterPolicy(stack));
    expect(aNodePod()).toEqual(aNodePod());
  });
});

describe("the proof's pod", () => {
  it("asks for devices in one container, for locked memory in two, and for nothing in the control", () => {
    const { metadata } = aProofPod();
    expect(Object.keys(metadata.annotations ?? {})).toEqual([
      "ulimits.noderesource.dev/container.root",
      "ulimits.noderesource.dev/container.non-root",
    ]);
    const limits = podSpecOf(aProofPod()).containers.map(({ resources }) => resources?.limits);
    expect(limits).toEqual([{ "nvidia.com/gpu": "8", "rdma/ib": "1" }, undefined, undefined]);
  });

  it("says itself why it asks for no devices", () => {
    const pod = aProofPod({ kind: "none", reason: "taken" });
    expect(pod.metadata.annotations).toMatchObject({ "lamplighter.dev/no-devices": "taken" });
    expect(podSpecOf(pod).containers[0]?.resources?.limits).toEqual({});
  });

  it("is what a tenant would run: no host, no right, no priority", () => {
    const text = JSON.stringify(aProofPod());
    for (const never of ["hostPath", "hostPID", '"privileged"', "priorityClassName", "IPC_LOCK"]) {
      expect(text).not.toContain(never);
    }
  });
});

describe("every workload", () => {
  it.each(workloads.map((object) => [`${object.kind} ${object.metadata.name}`, object] as const))(
    "%s mounts only volumes that it has and pins its images",
    (_name, object) => {
      const { containers, initContainers = [], volumes = [] } = podSpecOf(object);
      const mounted = [...containers, ...initContainers].flatMap(({ volumeMounts = [] }) =>
        volumeMounts.map(({ name }) => name),
      );
      expect(volumes.map(({ name }) => name)).toEqual(expect.arrayContaining([...new Set(mounted)]));
      for (const { image } of [...containers, ...initContainers])
        expect(image).toMatch(/(:v?\d[\w.-]*|@sha256:[0-9a-f]{64})$/);
    },
  );

  it("on GPU nodes tolerates their taints one by one, never by a wildcard", () => {
    for (const object of [ulimitAdjuster(stack), peermemReloader(stack, NODE_IMAGE), aNodePod()]) {
      const keys = podSpecOf(object).tolerations?.map(({ key }) => key);
      expect(keys).toEqual(expect.arrayContaining(["nvidia.com/gpu", "sku", "team"]));
      expect(keys).not.toContain(undefined);
    }
  });
});

describe("the NicClusterPolicy", () => {
  it("never forces a node's pods away for a driver upgrade unless the request says so", () => {
    const drain = (forceDrain: boolean) =>
      (nicClusterPolicy({ ...stack, forceDrain })["spec"] as { ofedDriver: { upgradePolicy: { drain: object } } })
        .ofedDriver.upgradePolicy.drain;
    expect(drain(false)).toMatchObject({ enable: true, force: false, deleteEmptyDir: false });
    expect(drain(true)).toMatchObject({ enable: true, force: true, deleteEmptyDir: true });
    expect(aPlan(aRequest()).stack.forceDrain).toBe(false);
    expect(aPlan(aRequest({ rollout: { forceDrain: true } })).stack.forceDrain).toBe(true);
  });

  it("has the guide's drivers, on InfiniBand nodes only", () => {
    expect(nicClusterPolicy(stack)).toMatchObject({
      metadata: { name: "nic-cluster-policy" },
      spec: {
        tolerations: stack.tolerations,
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: "feature.node.kubernetes.io/pci-15b3.present", operator: "In", values: ["true"] },
                ],
              },
            ],
          },
        },
        ofedDriver: {
          repository: "nvcr.io/nvidia/mellanox",
          image: "doca-driver",
          version: "doca3.1.0-25.07-0.9.7.0-0",
          env: [{ name: "OFED_BLACKLIST_MODULES_FILE", value: "/host/etc/modprobe.d/blacklist-ofed-modules.conf" }],
        },
      },
    });
  });

  it("advertises eight shares of rdma/ib, of InfiniBand links only", () => {
    const { rdmaSharedDevicePlugin: plugin } = nicClusterPolicy(stack)["spec"] as {
      rdmaSharedDevicePlugin: { config: string };
    };
    expect(JSON.parse(plugin.config)).toEqual({
      configList: [
        {
          resourceName: "ib",
          rdmaHcaMax: 8,
          selectors: { vendors: ["15b3"], linkTypes: ["infiniband"], isRdma: true },
        },
      ],
    });
  });
});

describe("the InfiniBand rule", () => {
  it("labels the two virtual functions of InfiniBand and no other Mellanox device", () => {
    const { rules } = infinibandRule()["spec"] as { rules: { labels: object; matchFeatures: object[] }[] };
    expect(rules).toHaveLength(1);
    expect(rules[0]?.labels).toEqual({ "feature.node.kubernetes.io/pci-15b3.present": "true" });
    expect(rules[0]?.matchFeatures).toEqual([
      {
        feature: "pci.device",
        matchExpressions: { vendor: { op: "In", value: ["15b3"] }, device: { op: "In", value: ["101c", "101e"] } },
      },
    ]);
  });
});

describe("the ulimit adjuster", () => {
  it("mounts the socket's directory, since a mounted socket is dead after a restart", () => {
    expect(podSpecOf(ulimitAdjuster(stack)).volumes).toEqual([
      { name: "nri", hostPath: { path: "/var/run/nri", type: "Directory" } },
    ]);
  });
});

describe("a pod on a node", () => {
  it("is pinned to it, belongs to its run, ends in time, and can be found by its chunk", () => {
    const pod = aNodePod();
    expect(pod.metadata.ownerReferences).toEqual([{ apiVersion: "v1", kind: "ConfigMap", ...OWNER }]);
    expect(pod["spec"]).toMatchObject({
      nodeName: aNodeRef().name,
      activeDeadlineSeconds: 300,
      restartPolicy: "Never",
    });
    const selector = nodeWorkSelector({ preparationId: "p1", purpose: "probe", chunk: "h100-0" });
    const labels = Object.entries(pod.metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`);
    expect(labels).toEqual(expect.arrayContaining(selector.split(",")));
  });

  it("has another name for another purpose, attempt, run, and for a node that was rebooted or re-imaged", () => {
    const names = [
      aNodePod(),
      aNodePod({ purpose: "patch" }),
      aNodePod({ attempt: 1 }),
      aNodePod({ preparationId: "p2" }),
      aNodePod({ node: aNodeRef({ bootId: "boot-1" }) }),
      aNodePod({ node: aNodeRef({ uid: "uid-1" }) }),
    ].map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("gets a new configuration as bytes, under a name of its content, gone with its run", () => {
    const config = newConfigMap(OWNER, "p1", "b".repeat(64), "eA==");
    expect(config).toMatchObject({ binaryData: { "config.toml": "eA==" } });
    expect(config.metadata.ownerReferences).toEqual([{ apiVersion: "v1", kind: "ConfigMap", ...OWNER }]);
    expect(config.metadata.name).toBe(newConfigName("p1", "b".repeat(64)));
    expect(newConfigName("p1", "c".repeat(64))).not.toBe(config.metadata.name);
  });
});

describe("the Job that installs a chart", () => {
  it("runs once, in time, without waiting for the chart's pods", () => {
    expect(helmfileJob(job)["spec"]).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 900 });
    const { data } = helmfileConfig(job) as unknown as { data: Record<string, string> };
    expect(JSON.parse(data["helmfile.yaml"] ?? "")).toMatchObject({
      releases: [{ name: "network-operator", version: "v25.7.0", wait: false, disableValidationOnInstall: true }],
    });
    expect(JSON.parse(data["values.yaml"] ?? "")).toEqual(release.values);
  });

  it("has another name for another attempt and for other values, at most 63 letters", () => {
    const other = { ...release, values: {} };
    const names = [helmfileName(release, 1), helmfileName(release, 2), helmfileName(other, 1)];
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(63);
  });

  it("may do what it does by a right that is bound to its own account", () => {
    const [account, binding] = installerAccess();
    expect(binding).toMatchObject({
      kind: "ClusterRoleBinding",
      roleRef: { name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", name: account?.metadata.name, namespace: account?.metadata.namespace }],
    });
  });
});

describe("a namespace", () => {
  it("lets pods be privileged", () => {
    expect(privilegedNamespace("x").metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "privileged",
    });
  });
});
