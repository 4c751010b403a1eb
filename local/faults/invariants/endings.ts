/** No orchestration fails, and none is stuck: a run ends by its own account. */
import type { MakeInvariant } from "../scene.ts";

export const endings: MakeInvariant = (scene) => ({
  atEnd() {
    for (const { instanceId, name, status, output } of scene.inspect().instances()) {
      scene.check("no orchestration fails", status === "Completed", () => {
        return `${name} ${instanceId} is ${status}: ${output ?? "without output"}`;
      });
    }
  },
});
