/** Everything that must hold whatever happens (docs/architecture.md, "Faults"). */
import type { MakeInvariant } from "../scene.ts";
import { containerd } from "./containerd.ts";
import { cordons } from "./cordons.ts";
import { disturbance } from "./disturbance.ts";
import { endings } from "./endings.ts";
import { leftovers } from "./leftovers.ts";
import { oneRun } from "./oneRun.ts";
import { oneWriter } from "./oneWriter.ts";
import { oracle } from "./oracle.ts";
import { oneDriver, poolAskedOnce, pools, retryAfter } from "./pools.ts";
import { evidence } from "./records.ts";
import { secrets } from "./secrets.ts";

export const INVARIANTS: readonly MakeInvariant[] = [
  ...[oneRun, oneWriter, disturbance, cordons, containerd],
  ...[pools, poolAskedOnce, retryAfter, oneDriver],
  ...[oracle, evidence, leftovers, secrets, endings],
];
