/**
 * A subject that failed while it was prepared fails verification too, for reasons that follow from the first: people
 * are told the cause, and the evidence keeps the rest.
 */
import type { Finding } from "./findings.ts";

/** `earlier` all stand; of `later`, those about a subject that nothing earlier failed on, each code once a subject. */
export function rootCauses(earlier: readonly Finding[], later: readonly Finding[]): Finding[] {
  const failed = new Set(earlier.filter(({ severity }) => severity !== "warn").map(({ subject }) => subject));
  return [...earlier, ...uniqueFindings(later.filter(({ subject }) => !failed.has(subject)))];
}

function uniqueFindings(findings: readonly Finding[]): Finding[] {
  const first = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.subject}/${finding.code}`;
    if (!first.has(key)) first.set(key, finding);
  }
  return [...first.values()];
}
