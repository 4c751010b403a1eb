/** The triggers that this host serves. A function with another one would never run, so its app is refused. */
import type { FunctionApp } from "./worker/functionApp.ts";

const SERVED = ["httptrigger", "timertrigger", "orchestrationtrigger", "activitytrigger", "entitytrigger"];

/** Throws with every function that could not be served. */
export function assertTriggersServed(app: FunctionApp): void {
  const unserved = app.functions.filter(({ triggerType }) => !SERVED.includes(triggerType));
  if (unserved.length === 0) return;
  const list = unserved.map(({ name, trigger }) => `"${name}" (${trigger.type})`).join(", ");
  throw new Error(`The embedded host serves HTTP, timer and durable triggers, not those of: ${list}.`);
}
