/**
 * Lines redrawn in place: one write a frame, nothing when nothing changed. The cursor is hidden meanwhile and comes back
 * however the process ends.
 */
import type { Terminal } from "./terminal.ts";

export interface LiveScreen {
  /** Replaces the lines that are shown. They may hold colours, and must not be wider than the terminal. */
  show(lines: readonly string[]): void;
  /** Leaves the last frame where it is and gives the cursor back. Calling it twice is harmless. */
  close(): void;
}

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
/** Terminals that know it show the frame at once; others ignore it. */
const BEGIN_FRAME = "\u001b[?2026h";
const END_FRAME = "\u001b[?2026l";
const ERASE_LINE_END = "\u001b[K";
const ERASE_BELOW = "\u001b[J";

export function createLiveScreen(terminal: Terminal): LiveScreen {
  let shown: readonly string[] | undefined;
  const restoreAtExit = () => terminal.write(SHOW_CURSOR);
  return {
    show(lines) {
      if (shown !== undefined && lines.join("\n") === shown.join("\n")) return;
      if (shown === undefined) process.once("exit", restoreAtExit);
      const begin = shown === undefined ? HIDE_CURSOR : backToTop(shown, terminal.columns());
      const body = lines.map((line) => `${line}${ERASE_LINE_END}\n`).join("");
      terminal.write(`${BEGIN_FRAME}${begin}${body}${ERASE_BELOW}${END_FRAME}`);
      shown = lines;
    },
    close() {
      if (shown === undefined) return;
      shown = undefined;
      process.removeListener("exit", restoreAtExit);
      terminal.write(SHOW_CURSOR);
    },
  };
}

/** A terminal that was made narrower has broken our lines: they take more rows now. */
function backToTop(lines: readonly string[], columns: number): string {
  const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(visibleLength(line) / columns)), 0);
  return rows === 0 ? "\r" : `\u001b[${rows}A\r`;
}

function visibleLength(line: string): number {
  return line.replaceAll(/\u001b\[[0-9;]*m/g, "").length;
}
