/**
 * A record without what no two runs share: when things happened, and ids that are made anew. What was found, measured,
 * changed and concluded stays, and so does the order of everything.
 */
import type { VerificationRecord } from "../../src/domain/record.ts";

/**
 * - `id` is the run's, `uid` and `bootId` a machine's: made anew for each run, or each world;
 * - `fingerprint` is a hash over a machine's `parts`, uid and bootId among them, and those are compared one by one;
 * - members that end in `At` are times.
 */
function isRunsOwn(member: string): boolean {
  return ["id", "uid", "bootId", "fingerprint"].includes(member) || member.endsWith("At");
}

export function normalisedRecord(record: VerificationRecord): unknown {
  const text = JSON.stringify(record, (member, value: unknown) => (isRunsOwn(member) ? `<${member}>` : value));
  return JSON.parse(text) as unknown;
}
