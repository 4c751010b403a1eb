/** What starting and finding runs needs of the outside world, whoever does it: a route, a timer, a step. */
import type { RecordTables, RunsPort } from "../clients/ports.ts";

export interface RunDeps {
  tables: RecordTables;
  runs: RunsPort;
  now(): Date;
  pause(ms: number): Promise<void>;
}
