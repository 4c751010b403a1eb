import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseChatUsers, roleOf } from "../../../src/domain/chat/chatUsers.ts";
import { COMMANDS, parseCommand } from "../../../src/domain/chat/command.ts";

describe("a command", () => {
  it.each([
    ["plan aks-llm-d", "plan", "aks-llm-d"],
    ["  PLAN   the cluster `aks-llm-d`, please", "plan", "aks-llm-d"],
    ["<at>Lamplighter</at>&nbsp;status for aks-llm-d!", "status", "aks-llm-d"],
    ["<div><at>Lamplighter</at> Stop aks-llm-d</div>", "cancel", "aks-llm-d"],
    ["approve plan 0123abcdef", "approve", "0123abcdef"],
    ["", "help", ""],
    ["?", "help", ""],
  ])("%j is %s of %j", (text, kind, subject) => {
    expect(parseCommand(text)).toEqual({ kind, subject });
  });

  it.each([
    ["statsu", "status"],
    ["aprove 1234", "approve"],
    ["prep x", "prepare"],
    ["cancle", "cancel"],
    ["constructor", undefined],
    ["xyzzy", undefined],
  ])("%j is none, and the nearest is %s", (text, nearest) => {
    const command = parseCommand(text);
    expect(command).toEqual({
      kind: "unknown",
      word: text.split(" ")[0],
      ...(nearest === undefined ? {} : { nearest }),
    });
  });

  it("never makes the parser throw, and what it names is short", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
        const command = parseCommand(text);
        expect((command.kind === "unknown" ? command.word : command.subject).length).toBeLessThanOrEqual(100);
      }),
    );
  });

  it("is understood in any case and with any blanks around", () => {
    const blanks = fc.array(fc.constantFrom(" ", "\t", "\u00a0"), { maxLength: 3 }).map((some) => some.join(""));
    fc.assert(
      fc.property(fc.constantFrom(...COMMANDS), fc.boolean(), blanks, (name, isLoud, blank) => {
        const typed = `${blank}${isLoud ? name.toUpperCase() : name}${blank} x${blank}`;
        expect(parseCommand(typed)).toEqual({ kind: name, subject: "x" });
      }),
    );
  });
});

describe("the users of a chat", () => {
  const { users, wrong } = parseChatUsers(
    "slack:T1/U1=Preparer, teams:tenant/object=Lamplighter.Reader, U2=Reader,slack:T1/U3=Admin",
  );

  it("have the roles that configuration gives them, and nobody else has any", () => {
    expect(roleOf(users, "slack", "T1", "U1")).toBe("preparer");
    expect(roleOf(users, "teams", "tenant", "OBJECT")).toBe("reader");
    expect(roleOf(users, "teams", "T1", "U1")).toBeUndefined();
    expect(roleOf(users, "slack", "T2", "U1")).toBeUndefined();
  });

  it("are named by platform, team and user: what has another form is told", () => {
    expect(wrong).toEqual(["u2=reader", "slack:t1/u3=admin"]);
  });
});
