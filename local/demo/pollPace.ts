/** How often the demo asks how far the run is. On virtual time there is no wall time to wait: the clock's own timer wakes it. */
import type { Clock } from "../world/clock.ts";

const WALL_MS: Record<Clock["kind"], number> = { real: 1000, accelerated: 200, virtual: 0 };
const VIRTUAL_MS = 5000;

export function pollPace(clock: Clock): Promise<void> {
  if (clock.kind === "virtual") {
    return new Promise((resolve) => void clock.setTimer(clock.now() + VIRTUAL_MS, resolve));
  }
  return new Promise((resolve) => void setTimeout(resolve, WALL_MS[clock.kind]));
}
