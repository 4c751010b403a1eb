/** Whoever serves is disturbed only on a cordoned node, and on no more nodes at once than the request allows. */
import type { KubeObject } from "../../kubernetes/cluster.ts";
import type { MakeInvariant, Scene } from "../scene.ts";
import { cordonOfOurs, isCordoned, isPatch, nodeNameOf } from "./cluster.ts";

/** Who comes between the look and the pod cannot be seen by anybody. */
const UNSEEN_MS = 130_000;

export const disturbance: MakeInvariant = (scene) => {
  const most = mostUnavailable(scene);
  return {
    onObject({ type, object }) {
      if (object.kind === "Node" && cordonOfOurs(object) !== undefined) {
        const held = scene.objects("v1/Node").filter((node) => cordonOfOurs(node) !== undefined);
        scene.check("at most maxUnavailable nodes disturbed", held.length <= most, () => {
          return `${held.map(({ metadata }) => metadata.name).join(", ")} are cordoned by us, and ${most} may be`;
        });
      }
      if (type !== "ADDED" || !isPatch(object)) return;
      const name = nodeNameOf(object) ?? "";
      const node = scene.objects("v1/Node").find(({ metadata }) => metadata.name === name);
      const serving = servingOn(scene, name);
      if (node === undefined || serving.length === 0) return;
      scene.check("who serves is cordoned off first", isCordoned(node), () => {
        return `${object.metadata.name} came to ${name}, which is not cordoned and runs ${serving[0]?.metadata.name}`;
      });
    },
  };
};

function servingOn({ objects, clock }: Scene, node: string): KubeObject[] {
  const isOld = ({ metadata }: KubeObject) => Date.parse(metadata.creationTimestamp) < clock.now() - UNSEEN_MS;
  return objects("v1/Pod", "default").filter((pod) => nodeNameOf(pod) === node && isOld(pod));
}

/** As Kubernetes reads it: a percentage is rounded down, and one node may always be. */
function mostUnavailable({ scenario }: Scene): number {
  const { nodePools, rollout } = scenario.request as unknown as {
    nodePools: { count: number }[];
    rollout?: { maxUnavailable?: number | string };
  };
  const nodes = nodePools.reduce((sum, { count }) => sum + count, 0);
  const asked = rollout?.maxUnavailable ?? "25%";
  const most = typeof asked === "number" ? asked : Math.floor((nodes * Number.parseInt(asked, 10)) / 100);
  return Math.max(most, 1);
}
