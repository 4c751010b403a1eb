/**
 * Files run side by side, and nodes belong to all of them: whoever changes a node, or cannot bear that somebody does,
 * holds this lock. It is an object in the cluster, for the files share nothing else.
 */
import { eventually } from "./eventually.ts";
import { ok, resource } from "./resource.ts";
import { settings } from "./settings.ts";
import { ownNamespace, type Topic } from "./topic.ts";

const LOCK = "node-changes";

export async function takeNodes({ wire, namespaces }: Topic): Promise<void> {
  const { suffix } = settings();
  const namespace = `lamplighter-shared-${suffix}`;
  await namespaces.create(ownNamespace(namespace, suffix));
  await eventually(
    "nobody else changes nodes",
    () => resource(wire, "v1", "configmaps", namespace).create({ metadata: { name: LOCK } }),
    ({ status }) => status === 201,
  );
}

export async function releaseNodes({ wire }: Topic): Promise<void> {
  await ok(resource(wire, "v1", "configmaps", `lamplighter-shared-${settings().suffix}`).delete(LOCK));
}

export async function changingNodes(topic: Topic, change: () => Promise<void>): Promise<void> {
  await takeNodes(topic);
  try {
    await change();
  } finally {
    await releaseNodes(topic);
  }
}
