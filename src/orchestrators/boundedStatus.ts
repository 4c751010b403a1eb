/**
 * Sets an orchestration's custom status within the 16 KB that the Durable extension allows; beyond them it fails the
 * orchestration. Long texts are cut, then the list that may be shortened loses its last items.
 */
import type { OrchestrationContext } from "./durable.ts";

/** The extension counts UTF-16, two bytes a character; a little is left for what it may count beside. */
const MOST_CHARACTERS = (15 * 1024) / 2;
const LONGEST_TEXT = 300;

export function setBoundedStatus<K extends string, T extends Record<K, readonly unknown[]>>(
  context: OrchestrationContext,
  status: T,
  mayBeShortened: K,
): void {
  const bounded = JSON.parse(JSON.stringify(status, (_key, value: unknown) => cut(value))) as Record<K, unknown[]>;
  while (JSON.stringify(bounded).length > MOST_CHARACTERS && bounded[mayBeShortened].length > 0) {
    bounded[mayBeShortened].pop();
  }
  context.df.setCustomStatus(bounded);
}

function cut(value: unknown): unknown {
  return typeof value === "string" && value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT - 1)}…` : value;
}
