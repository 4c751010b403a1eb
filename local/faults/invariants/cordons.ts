/** A cordon that somebody else made stays, and one of ours is gone when its run is, unless the record says that it is not. */
import type { MakeInvariant } from "../scene.ts";
import { cordonOfOurs, isCordoned, isCordonedByHand } from "./cluster.ts";
import { hasTold } from "./records.ts";

export const cordons: MakeInvariant = (scene) => ({
  onObject({ type, object }) {
    if (object.kind !== "Node" || type === "DELETED" || !isCordonedByHand(object)) return;
    scene.check("a foreign cordon stays", isCordoned(object), () => {
      return `${object.metadata.name} was cordoned by hand and is not any more`;
    });
  },
  atEnd() {
    for (const node of scene.objects("v1/Node")) {
      const { name } = node.metadata;
      const isLeft = cordonOfOurs(node) !== undefined || (isCordoned(node) && !isCordonedByHand(node));
      scene.check("no cordon of ours is left", !isLeft || hasTold(scene, "uncordon"), () => {
        return `${name} is still cordoned, by ${cordonOfOurs(node) ?? "nobody known"}, after every run has ended`;
      });
    }
  },
});
