/** Small expectations with types that the linter can follow. */
import { expect } from "vitest";

export function containing(text: string): unknown {
  return expect.stringContaining(text) as unknown;
}

export function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern) as unknown;
}

/** `value`, which must be there. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("Expected something to be there");
  return value;
}
