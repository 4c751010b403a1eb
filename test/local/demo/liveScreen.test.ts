import { describe, expect, test } from "vitest";
import { createLiveScreen } from "../../../local/demo/terminal/liveScreen.ts";
import { aTerminal } from "./aTerminal.ts";

const HIDDEN = "\u001b[?25l";
const SHOWN = "\u001b[?25h";

describe("lines redrawn in place", () => {
  test("each frame is one write, over the frame before it", () => {
    const terminal = aTerminal();
    const screen = createLiveScreen(terminal);
    screen.show(["one", "two"]);
    screen.show(["three"]);
    expect(terminal.writes).toHaveLength(2);
    expect(terminal.writes[0]).toContain(HIDDEN);
    expect(terminal.writes[1]).toContain("\u001b[2A\rthree\u001b[K\n\u001b[J");
    screen.close();
  });

  test("a frame that is like the one before it is not written", () => {
    const terminal = aTerminal();
    const screen = createLiveScreen(terminal);
    screen.show(["one"]);
    screen.show(["one"]);
    expect(terminal.writes).toHaveLength(1);
    screen.close();
  });

  test("a window that was made narrower has broken the lines into more rows, which are all overwritten", () => {
    let columns = 80;
    const terminal = aTerminal({ columns: () => columns });
    const screen = createLiveScreen(terminal);
    screen.show([`\u001b[32m${"x".repeat(80)}\u001b[39m`]);
    columns = 30;
    screen.show(["y"]);
    expect(terminal.writes[1]).toContain("\u001b[3A");
    screen.close();
  });

  test("the cursor comes back once, and nothing listens for the process's end any more", () => {
    const listeners = process.listenerCount("exit");
    const terminal = aTerminal();
    const screen = createLiveScreen(terminal);
    screen.show(["one"]);
    expect(process.listenerCount("exit")).toBe(listeners + 1);
    screen.close();
    screen.close();
    expect(terminal.writes.filter((text) => text === SHOWN)).toHaveLength(1);
    expect(process.listenerCount("exit")).toBe(listeners);
  });

  test("a screen that never showed anything leaves the cursor alone", () => {
    const terminal = aTerminal();
    createLiveScreen(terminal).close();
    expect(terminal.writes).toEqual([]);
  });
});
