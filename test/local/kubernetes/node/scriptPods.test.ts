/** Node scripts really run: against the node's files, with their log, their message and their time. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aNode, aScriptPod, aWorld, phaseOf, type TestWorld, terminationOf } from "./aWorld.ts";

const NODE = "aks-h100-12345678-vmss000000";

function aWorldWithNode(changes: Parameters<typeof aNode>[1] = {}): TestWorld {
  const world = aWorld();
  world.addNode(aNode(NODE, changes));
  return world;
}

const finished = (world: TestWorld) => () => ["Succeeded", "Failed"].includes(phaseOf(world) ?? "");

const ENABLE_NRI = `
set -eu
config=$HOST_ROOT/etc/containerd/config.toml
cp "$config" "$config.backup"
cp "$config" "$config.new"
printf '\\n[plugins."io.containerd.nri.v1.nri"]\\n  disable = false\\n' >> "$config.new"
chroot "$HOST_ROOT" containerd -c /etc/containerd/config.toml.new config dump | grep -A1 nri.v1.nri
mv "$config.new" "$config"
chroot "$HOST_ROOT" systemctl restart containerd
sleep 2
chroot "$HOST_ROOT" systemctl is-active containerd
printf '{"listening":%s}' "$(grep -c '00010000.*run/nri/nri.sock$' $HOST_ROOT/proc/1/net/unix)" > "$TERMINATION_LOG"
`;

describe("a script pod", () => {
  it("runs on its node once that is ready; its message, log and exit code are reported", async () => {
    const world = aWorldWithNode();
    world.create(
      aScriptPod(NODE, 'echo "on $(cat $HOST_ROOT/etc/hostname)"; echo problem >&2; printf found > $TERMINATION_LOG'),
    );
    expect(phaseOf(world)).toBe("Pending");
    await world.until(finished(world), "the script to end");
    expect(terminationOf(world)).toMatchObject({ exitCode: 0, reason: "Completed", message: "found" });
    expect(phaseOf(world)).toBe("Succeeded");
    const uid = world.get("v1/Pod", "lamplighter-system", "probe")?.metadata.uid ?? "";
    expect(world.podLogs.read(uid, "script")).toBe(`on ${NODE}\nproblem\n`);
  });

  it("fails with its exit code, and its log stands in for the message when asked", async () => {
    const world = aWorldWithNode();
    const container = { terminationMessagePolicy: "FallbackToLogsOnError" };
    world.create(aScriptPod(NODE, "echo broken; exit 7", { container }));
    await world.until(finished(world), "the script to end");
    expect(phaseOf(world)).toBe("Failed");
    expect(terminationOf(world)).toMatchObject({ exitCode: 7, reason: "Error", message: "broken\n" });
  });

  it("keeps the last 4096 bytes of a long message", async () => {
    const world = aWorldWithNode();
    world.create(aScriptPod(NODE, 'printf "%5000s" end > $TERMINATION_LOG'));
    await world.until(finished(world), "the script to end");
    expect(terminationOf(world)?.message).toHaveLength(4096);
    expect(terminationOf(world)?.message).toMatch(/end$/);
  });

  it("gets the files of its ConfigMap, and waits for one that does not exist", async () => {
    const world = aWorldWithNode();
    world.create(
      aScriptPod(NODE, "", {
        spec: {
          volumes: [
            { name: "host", hostPath: { path: "/" } },
            { name: "scripts", configMap: { name: "scripts" } },
          ],
        },
        container: {
          command: ["/bin/sh", "/lamplighter/probe.sh"],
          env: [{ name: "NEW_CONFIG", value: "/lamplighter/config.toml" }],
          volumeMounts: [
            { name: "host", mountPath: "/host" },
            { name: "scripts", mountPath: "/lamplighter" },
          ],
        },
      }),
    );
    await world.pass(200);
    expect(phaseOf(world)).toBe("Pending");
    expect(world.get("v1/Event", "lamplighter-system", "probe.failedmount")?.["message"]).toContain("not found");
    world.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "scripts", namespace: "lamplighter-system" },
      data: { "probe.sh": 'cat "$NEW_CONFIG"', "config.toml": "version = 2\n" },
    });
    await world.until(finished(world), "the script to end");
    const uid = world.get("v1/Pod", "lamplighter-system", "probe")?.metadata.uid ?? "";
    expect(world.podLogs.read(uid, "script")).toBe("version = 2\n");
  });

  it("fails with DeadlineExceeded while it waits for a volume", async () => {
    const world = aWorldWithNode();
    world.create(
      aScriptPod(NODE, "true", {
        spec: { activeDeadlineSeconds: 200, volumes: [{ name: "host", configMap: { name: "missing" } }] },
      }),
    );
    await world.until(finished(world), "the deadline");
    expect(world.get("v1/Pod", "lamplighter-system", "probe")?.["status"]).toMatchObject({
      reason: "DeadlineExceeded",
    });
  });

  it("takes the time it sleeps on the shared clock", async () => {
    const world = aWorldWithNode();
    world.create(aScriptPod(NODE, "sleep 90; sleep 0.5"));
    await world.until(finished(world), "the script to end");
    const { startedAt = "", finishedAt = "" } = terminationOf(world) ?? {};
    expect(Date.parse(finishedAt) - Date.parse(startedAt)).toBeGreaterThanOrEqual(90_000);
  });

  it("fails with DeadlineExceeded when it sleeps past its deadline, endless loops included", async () => {
    const world = aWorldWithNode();
    world.create(aScriptPod(NODE, "while true; do sleep 10; done", { spec: { activeDeadlineSeconds: 120 } }));
    await world.until(finished(world), "the deadline");
    expect(world.get("v1/Pod", "lamplighter-system", "probe")?.["status"]).toMatchObject({
      phase: "Failed",
      reason: "DeadlineExceeded",
      containerStatuses: [{ state: { terminated: { exitCode: 137 } } }],
    });
  });

  it("starts its containers after its init containers have succeeded, one after the other", async () => {
    const world = aWorldWithNode();
    const note = (name: string) => ({
      name,
      image: "busybox:1.36",
      command: ["/bin/sh", "-c", `echo ${name} >> "$0"`, "/host/etc/order"],
      volumeMounts: [{ name: "host", mountPath: "/host" }],
    });
    world.create(
      aScriptPod(NODE, "cat $HOST_ROOT/etc/order > $TERMINATION_LOG", {
        spec: { initContainers: [note("one"), note("two")] },
      }),
    );
    await world.until(finished(world), "the script to end");
    expect(terminationOf(world)?.message).toBe("one\ntwo\n");
  });

  it("fails when an init container fails and may not restart", async () => {
    const world = aWorldWithNode();
    const initContainers = [{ name: "check", image: "busybox:1.36", command: ["/bin/sh", "-c", "exit 3"] }];
    world.create(aScriptPod(NODE, "true", { spec: { initContainers } }));
    await world.until(finished(world), "the pod to fail");
    expect(world.get("v1/Pod", "lamplighter-system", "probe")?.["status"]).toMatchObject({
      phase: "Failed",
      initContainerStatuses: [{ state: { terminated: { exitCode: 3 } } }],
    });
  });

  it("waits while its image cannot be pulled, and runs once it can", async () => {
    let problem: string | undefined = "429 Too Many Requests";
    const world = aWorld({ pullProblem: () => problem });
    world.addNode(aNode(NODE));
    world.create(aScriptPod(NODE, "true"));
    await world.pass(100);
    expect(world.get("v1/Pod", "lamplighter-system", "probe")?.["status"]).toMatchObject({
      phase: "Pending",
      containerStatuses: [{ state: { waiting: { reason: "ImagePullBackOff", message: "429 Too Many Requests" } } }],
    });
    problem = undefined;
    await world.until(() => phaseOf(world) === "Succeeded", "the script to end");
  });

  it("is gone with its files once deleted", async () => {
    const world = aWorldWithNode();
    world.create(aScriptPod(NODE, "true"));
    await world.until(finished(world), "the script to end");
    const uid = world.get("v1/Pod", "lamplighter-system", "probe")?.metadata.uid ?? "";
    const folder = world.files.podFolder(world.machines.get(NODE), uid);
    expect(existsSync(folder)).toBe(true);
    world.cluster.store.delete("v1/Pod", "lamplighter-system", "probe");
    await world.until(() => phaseOf(world) === undefined, "the pod to go");
    expect(existsSync(folder)).toBe(false);
    expect(world.podLogs.read(uid, "script")).toBeUndefined();
  });

  it("cannot use the host's commands without chroot", async () => {
    const world = aWorldWithNode();
    world.create(aScriptPod(NODE, "systemctl restart containerd"));
    await world.until(finished(world), "the script to end");
    expect(terminationOf(world)).toMatchObject({ exitCode: 127 });
  });
});

describe("a script that enables NRI", () => {
  it("makes the socket listen on Ubuntu 22.04, and the node stays ready", async () => {
    const world = aWorldWithNode();
    expect(world.readNodeFile(NODE, "proc/1/net/unix")).not.toContain("nri.sock");
    world.create(aScriptPod(NODE, ENABLE_NRI));
    await world.until(finished(world), "the script to end");
    expect(terminationOf(world)).toMatchObject({ exitCode: 0, message: '{"listening":1}' });
    expect(existsSync(join(world.files.rootOf(world.machines.get(NODE)), "run/nri/nri.sock"))).toBe(true);
    expect(world.readNodeFile(NODE, "var/log/lamplighter-sim/containerd-restarts").trim().split("\n")).toHaveLength(2);
    expect(world.machines.get(NODE).machine.containerdRestarts).toBe(1);
    await world.pass(120);
    expect(readyOf(world)).toBe("True");
  });

  it("has nothing to do on Ubuntu 24.04", () => {
    const world = aWorldWithNode({ osSku: "Ubuntu2404" });
    expect(world.readNodeFile(NODE, "proc/1/net/unix")).toContain("00010000 0001 01 20003 /var/run/nri/nri.sock");
  });

  it("lets a pod start that waits for the socket's folder", async () => {
    const world = aWorldWithNode();
    world.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "waiting", namespace: "lamplighter-system" },
      spec: {
        nodeName: NODE,
        containers: [{ name: "c", image: "example.test/idle:1" }],
        volumes: [{ name: "nri", hostPath: { path: "/var/run/nri", type: "Directory" } }],
      },
    });
    await world.pass(300);
    expect(phaseOf(world, "waiting")).toBe("Pending");
    world.create(aScriptPod(NODE, ENABLE_NRI));
    await world.until(() => phaseOf(world, "waiting") === "Running", "the waiting pod to start");
  });
});

describe("a script that breaks containerd's configuration", () => {
  it("fails the restart, nobody listens, and the node turns NotReady after a while", async () => {
    const world = aWorldWithNode({ osSku: "Ubuntu2404" });
    world.create(
      aScriptPod(
        NODE,
        'echo "version = [" > $HOST_ROOT/etc/containerd/config.toml; chroot $HOST_ROOT systemctl restart containerd',
      ),
    );
    await world.until(finished(world), "the script to end");
    expect(terminationOf(world)?.exitCode).toBe(1);
    expect(world.readNodeFile(NODE, "proc/1/net/unix")).not.toContain("nri.sock");
    expect(readyOf(world)).toBe("True");
    await world.pass(60);
    expect(readyOf(world)).toBe("False");
  });
});

function readyOf(world: TestWorld): string | undefined {
  const status = world.get("v1/Node", undefined, NODE)?.["status"] as {
    conditions: { type: string; status: string }[];
  };
  return status.conditions.find(({ type }) => type === "Ready")?.status;
}
