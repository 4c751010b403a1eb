/** Who has gone from a pool and who is new there, by the machine and not by the name. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goneFinding, goneNodes, newcomersOf } from "../../src/domain/nodeChurn.ts";
import type { NodeRef } from "../../src/domain/nodeRef.ts";

const aMachine = (name: string, uid = `uid-${name}`, bootId = "boot-1"): NodeRef => ({
  name,
  uid,
  bootId,
  pool: "a100",
});

describe("a node that is not there any more", () => {
  it("has left, or another machine has its name", () => {
    const met = [aMachine("a"), aMachine("b"), aMachine("c")];
    expect(goneNodes(met, [aMachine("a"), aMachine("b", "uid-new")])).toMatchObject([
      { node: { name: "b" }, gone: "replaced" },
      { node: { name: "c" }, gone: "left" },
    ]);
  });

  it("is worth a warning under its code, never a failure", () => {
    const codes = (["left", "replaced"] as const).map((gone) => goneFinding({ node: aMachine("a"), gone }));
    expect(codes).toMatchObject([
      { code: "NodeLost", severity: "warn", subject: "node/a" },
      { code: "NodeReplaced", severity: "warn", subject: "node/a" },
    ]);
  });
});

describe("a newcomer", () => {
  it("is also a machine that was started again since: its files may be new, though it has not gone", () => {
    const [met, restarted] = [[aMachine("a")], [aMachine("a", "uid-a", "boot-2")]];
    expect(goneNodes(met, restarted)).toEqual([]);
    expect(newcomersOf(met, restarted)).toEqual(restarted);
  });

  it("is everybody who is there and was not met, whoever else came or went", () => {
    const machine = fc.record({ name: fc.constantFrom("a", "b", "c", "d"), uid: fc.constantFrom("1", "2") });
    const pool = fc.uniqueArray(machine, { selector: ({ name }) => name });
    fc.assert(
      fc.property(pool, pool, (before, after) => {
        const [met, present] = [before, after].map((machines) =>
          machines.map(({ name, uid }) => aMachine(name, `${name}-${uid}`)),
        );
        const stayed = (present ?? []).length - newcomersOf(met ?? [], present ?? []).length;
        expect((met ?? []).length - goneNodes(met ?? [], present ?? []).length).toBe(stayed);
      }),
    );
  });
});
