/**
 * NCRONTAB expressions of timer triggers: six fields from seconds to weekdays, in UTC. Day of month and weekday must
 * both match, and Sunday is 0 only.
 */
import { Cron } from "croner";

export interface Schedule {
  /** The first time after `at`, in milliseconds; undefined when there is none. */
  next(at: number): number | undefined;
}

/** Throws when the expression is not valid. `%NAME%` is taken from `env`, as the Functions host does. */
export function parseSchedule(expression: string, env: Record<string, string | undefined>): Schedule {
  const resolved = expression.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = env[name];
    if (value === undefined) throw new Error(`the setting ${name} is not set`);
    return value;
  });
  const fields = resolved.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error(`it has ${fields.length} fields: six are needed, seconds first`);
  if (/7/.test((fields[5] ?? "").replace(/\/\d+/g, ""))) throw new Error("Sunday is 0, not 7");
  const cron = new Cron(resolved, {
    mode: "6-part",
    domAndDow: true,
    sloppyRanges: true,
    timezone: "UTC",
    paused: true,
  });
  return { next: (at) => cron.nextRun(new Date(at))?.getTime() };
}
