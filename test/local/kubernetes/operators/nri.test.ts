/** The ulimit adjuster lives with NRI; the app's own scripts find and switch it on. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openPodRuns } from "../../../../local/kubernetes/node/kubelet/podRun.ts";
import { ulimitAdjuster } from "../../../../src/domain/manifests/ulimitAdjuster.ts";
import { memlockKey, UNLIMITED_MEMLOCK } from "../../../../src/domain/memlock.ts";
import { aNode, aScriptPod, aWorld, phaseOf, type TestWorld, terminationOf } from "../node/aWorld.ts";
import { aStack } from "./appObjects.ts";

const NODE = "aks-h100-12345678-vmss000000";
const SECTION = '[plugins."io.containerd.nri.v1.nri"]\n  disable = false\n';

function aWorldWithNode(osSku: "Ubuntu2204" | "Ubuntu2404"): TestWorld {
  const world = aWorld();
  world.addNode(aNode(NODE, { osSku }));
  return world;
}

const scriptFile = (name: string) =>
  readFileSync(join(import.meta.dirname, "../../../../src/activities/scripts", name), "utf8");
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The app's scripts, mounted as the app mounts them. */
function anAppPod(world: TestWorld, script: string, env: Record<string, string> = {}, newConfig = "") {
  const scripts = ["facts.sh", "probe.sh", "patch.sh"].map((name) => [name, scriptFile(name)]);
  const configMap = (name: string, data: object) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "lamplighter-system" },
    ...data,
  });
  world.create(configMap("scripts", { data: Object.fromEntries(scripts) as Record<string, string> }));
  world.create(configMap("config", { binaryData: { "config.toml": Buffer.from(newConfig).toString("base64") } }));
  const values = {
    HOST_ROOT: "/host",
    SCRIPTS: "/lamplighter/scripts",
    TERMINATION_LOG: "/dev/termination-log",
    ...env,
  };
  return aScriptPod(NODE, "", {
    spec: {
      volumes: [
        { name: "host", hostPath: { path: "/", type: "Directory" } },
        { name: "scripts", configMap: { name: "scripts" } },
        { name: "config", configMap: { name: "config" } },
      ],
    },
    container: {
      command: ["/bin/sh", `/lamplighter/scripts/${script}`],
      env: Object.entries(values).map(([name, value]) => ({ name, value })),
      volumeMounts: [
        { name: "host", mountPath: "/host" },
        { name: "scripts", mountPath: "/lamplighter/scripts" },
        { name: "config", mountPath: "/lamplighter/config" },
      ],
    },
  });
}

async function end(world: TestWorld): Promise<{ message: string; log: string }> {
  await world.until(() => terminationOf(world) !== undefined, "the script to end");
  const uid = world.get("v1/Pod", "lamplighter-system", "probe")?.metadata.uid ?? "";
  return { message: terminationOf(world)?.message ?? "", log: world.podLogs.read(uid, "script") ?? "" };
}

describe("the app's scripts", () => {
  it("probe a node: facts in the message, configuration and dump in the log", async () => {
    const world = aWorldWithNode("Ubuntu2204");
    world.create(anAppPod(world, "probe.sh"));
    const { message, log } = await end(world);
    const config = world.readNodeFile(NODE, "etc/containerd/config.toml");
    expect(message).toContain("containerdVersion=1.7.34\n");
    expect(message).toContain(`configSha256=${sha256(config)}\n`);
    expect(message).toContain("nriListening=false\n");
    expect(log).toContain(`-----BEGIN config-----\n${config}`);
    expect(log).toContain('[plugins."io.containerd.nri.v1.nri"]\n    disable = true\n');
  });

  it("patch a node, and leave a backup", async () => {
    const world = aWorldWithNode("Ubuntu2204");
    const config = world.readNodeFile(NODE, "etc/containerd/config.toml");
    const edited = config + SECTION;
    const env = {
      OLD_SHA256: sha256(config),
      NEW_SHA256: sha256(edited),
      NEW_CONFIG: "/lamplighter/config/config.toml",
    };
    world.create(anAppPod(world, "patch.sh", env, edited));
    const { message } = await end(world);
    expect(message).toContain("result=patched\n");
    expect(message).toContain("nriListening=true\n");
    expect(world.readNodeFile(NODE, "etc/containerd/config.toml")).toBe(edited);
    expect(world.readNodeFile(NODE, `etc/containerd/config.toml.lamplighter-${sha256(config)}`)).toBe(config);
  });

  it("refuse a file that containerd would not accept, and restart nothing", async () => {
    const world = aWorldWithNode("Ubuntu2204");
    const config = world.readNodeFile(NODE, "etc/containerd/config.toml");
    const edited = `${config}[plugins.io.containerd.nri.v1.nri]\n  disable = false\n`;
    const env = {
      OLD_SHA256: sha256(config),
      NEW_SHA256: sha256(edited),
      NEW_CONFIG: "/lamplighter/config/config.toml",
    };
    world.create(anAppPod(world, "patch.sh", env, edited));
    const { message } = await end(world);
    expect(message).toContain("result=refused\n");
    expect(world.readNodeFile(NODE, "etc/containerd/config.toml")).toBe(config);
    expect(world.machines.get(NODE).machine.containerdRestarts).toBe(0);
  });
});

describe("the ulimit adjuster", () => {
  const pods = (world: TestWorld) => world.cluster.store.list("v1/Pod", { namespace: "kube-system" });
  const status = (world: TestWorld) =>
    (pods(world)[0]?.["status"] ?? {}) as {
      phase?: string;
      containerStatuses?: { restartCount: number; ready: boolean }[];
    };
  const isReady = (world: TestWorld) => () => status(world).containerStatuses?.[0]?.ready === true;

  it("waits in ContainerCreating while NRI is off, and starts once it is on", async () => {
    const world = aWorldWithNode("Ubuntu2204");
    world.create(ulimitAdjuster(aStack({ rdma: true })));
    await world.pass(300);
    expect(status(world).phase).toBe("Pending");
    const [pod] = pods(world);
    expect(world.get("v1/Event", "kube-system", `${pod?.metadata.name}.failedmount`)?.["message"]).toMatch(
      /hostPath type check failed: \/var\/run\/nri is not a directory/,
    );
    world.create(
      aScriptPod(
        NODE,
        `printf '${SECTION}' >> $HOST_ROOT/etc/containerd/config.toml; chroot $HOST_ROOT systemctl restart containerd`,
      ),
    );
    await world.until(isReady(world), "the adjuster");
  });

  it("restarts once when containerd does", async () => {
    const world = aWorldWithNode("Ubuntu2404");
    world.create(ulimitAdjuster(aStack({ rdma: true })));
    await world.until(isReady(world), "the adjuster");
    world.create(aScriptPod(NODE, "chroot $HOST_ROOT systemctl restart containerd"));
    await world.until(() => phaseOf(world) === "Succeeded", "the script to end");
    await world.pass(30);
    expect(status(world).containerStatuses).toMatchObject([{ restartCount: 1, ready: true }]);
  });

  it("raises the limit of annotated pods only", async () => {
    const world = aWorldWithNode("Ubuntu2404");
    world.create(ulimitAdjuster(aStack({ rdma: true })));
    await world.until(isReady(world), "the adjuster");
    const annotation = {
      [memlockKey("script")]: UNLIMITED_MEMLOCK,
    };
    const limits = [{}, annotation].map((annotations, index) => {
      const pod = aScriptPod(NODE, "true");
      const { uid } = world.create({
        ...pod,
        metadata: { ...pod.metadata, name: `pod-${index}`, annotations },
      }).metadata;
      return () => openPodRuns(world.world).get(uid)?.containers["script"]?.memlock;
    });
    await world.until(
      () => phaseOf(world, "pod-0") === "Succeeded" && phaseOf(world, "pod-1") === "Succeeded",
      "both pods",
    );
    expect(limits.map((limit) => limit())).toEqual([
      { soft: "65536", hard: "8388608" },
      { soft: "unlimited", hard: "unlimited" },
    ]);
  });

  it("refuses a limit that is not a number, and the container is never created", async () => {
    const world = aWorldWithNode("Ubuntu2404");
    world.create(ulimitAdjuster(aStack({ rdma: true })));
    await world.until(isReady(world), "the adjuster");
    const pod = aScriptPod(NODE, "true");
    const annotations = { [memlockKey("script")]: '[{"type": "memlock", "soft": "unlimited", "hard": "unlimited"}]' };
    world.create({ ...pod, metadata: { ...pod.metadata, annotations } });
    await world.pass(30);
    expect(world.get("v1/Pod", "lamplighter-system", "probe")?.["status"]).toMatchObject({
      phase: "Pending",
      containerStatuses: [{ state: { waiting: { reason: "CreateContainerError" } } }],
    });
  });
});
