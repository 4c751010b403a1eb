/** Progress for whoever watches: redrawn in place on a terminal, a plain line for each change anywhere else. */
import { eventLine } from "./live/eventLine.ts";
import { liveFrame } from "./live/liveFrame.ts";
import type { RunStep } from "./run/observe.ts";
import { inkLine } from "./terminal/line.ts";
import { createLiveScreen } from "./terminal/liveScreen.ts";
import type { Terminal } from "./terminal/terminal.ts";

export interface ProgressDisplay {
  show(step: RunStep): void;
  /** Gives the terminal back. Calling it twice is harmless. */
  close(): void;
}

/** `pace`: how simulated time goes, in words. */
export function createProgressDisplay(terminal: Terminal, pace: string): ProgressDisplay {
  return terminal.isLive ? liveDisplay(terminal, pace) : plainDisplay(terminal);
}

function liveDisplay(terminal: Terminal, pace: string): ProgressDisplay {
  const screen = createLiveScreen(terminal);
  return {
    show({ state }) {
      const size = { columns: terminal.columns(), rows: terminal.rows() };
      screen.show(liveFrame(state, pace, size).map((line) => inkLine(line, terminal.colour)));
    },
    close: screen.close,
  };
}

function plainDisplay(terminal: Terminal): ProgressDisplay {
  return {
    show({ fresh }) {
      for (const event of fresh) terminal.write(`${inkLine(eventLine(event), false)}\n`);
    },
    close() {},
  };
}
