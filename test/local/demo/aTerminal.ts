/** A terminal that remembers what was written to it. */
import type { Terminal } from "../../../local/demo/terminal/terminal.ts";

export interface TestTerminal extends Terminal {
  writes: string[];
  text(): string;
}

export function aTerminal(changes: Partial<Terminal> = {}): TestTerminal {
  const writes: string[] = [];
  return {
    ...{ isLive: false, colour: false, columns: () => 80, rows: () => 24 },
    ...changes,
    writes,
    write: (text) => void writes.push(text),
    text: () => writes.join(""),
  };
}
