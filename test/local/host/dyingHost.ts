/**
 * A process that runs the fixture app's orchestration on a file and kills itself at the boundary it is told:
 * `node dyingHost.ts STORE NOTES BOUNDARY COUNT`. It exits with 0 once the orchestration has completed.
 */
import { createHost } from "../../../local/host/host.ts";
import { loadApp } from "../../../local/host/loadApp.ts";
import { lastSeenAt } from "../../../local/host/store/hostStore.ts";
import { createVirtualClock } from "../../../local/world/clock.ts";

const [storeFile = "", notes = "", boundary = "", count = "1"] = process.argv.slice(2);
let left = Number(count);

const { app, hostJson } = await loadApp({ root: `${import.meta.dirname}/fixtureApp` });
const host = createHost({
  app,
  hostJson,
  storeFile,
  clock: createVirtualClock({ startAt: Math.max(lastSeenAt(storeFile), Date.UTC(2026, 0, 5)) }),
  onBoundary(at) {
    if (at === boundary && --left === 0) process.kill(process.pid, "SIGKILL");
  },
});
await host.start();
if (host.inspect.instance("whole") === undefined) {
  await host.request({ method: "POST", url: "/durabletask/orchestrators/whole/whole", body: JSON.stringify(notes) });
}
const instance = await host.finished("whole");
await host.stop();
process.exit(instance.status === "Completed" ? 0 : 1);
