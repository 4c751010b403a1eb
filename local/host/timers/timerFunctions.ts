/** The app's timer functions with their schedules, read before the host begins. */
import type { FunctionApp, RegisteredFunction } from "../worker/functionApp.ts";
import { parseSchedule, type Schedule } from "./ncrontab.ts";

export interface TimerFunction {
  fn: RegisteredFunction;
  schedule: Schedule;
}

/** Throws with the function's name when a schedule is not valid. */
export function timerFunctions(app: FunctionApp, env: Record<string, string | undefined>): TimerFunction[] {
  return app.ofType("timertrigger").map((fn) => {
    const expression = String(fn.trigger["schedule"]);
    try {
      return { fn, schedule: parseSchedule(expression, env) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`Timer function "${fn.name}", schedule "${expression}": ${reason}`, { cause: error });
    }
  });
}
