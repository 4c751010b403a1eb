/** A plan's hash: short, the same for the same decisions, and able to tell what has changed. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparePlan, hashPlan, LONGEST_PLAN_HASH, PLAN_HASH, type PlanPart } from "../../src/domain/planHash.ts";

const aPart = fc.record({
  name: fc.string({ minLength: 1, maxLength: 60 }).filter((name) => name !== "*" && name.isWellFormed()),
  state: fc.constantFrom("create", "update", "none", "block", "warn"),
  detail: fc.jsonValue(),
});

const someParts = fc.uniqueArray(aPart, { minLength: 1, maxLength: 40, selector: ({ name }) => name });

describe("a plan's hash", () => {
  it("is short and of a shape that a request accepts, however many parts the plan has", () => {
    fc.assert(
      fc.property(someParts, (parts) => {
        const hash = hashPlan(parts);
        expect(hash.length).toBeLessThanOrEqual(LONGEST_PLAN_HASH);
        expect(hash).toMatch(PLAN_HASH);
      }),
    );
  });

  it("finds no difference to what it was made of", () => {
    fc.assert(
      fc.property(someParts, (parts) => {
        expect(comparePlan(hashPlan(parts), structuredClone(parts))).toEqual([]);
      }),
    );
  });

  it("notices every change of one part, and names that part among what may have changed", () => {
    fc.assert(
      fc.property(someParts, fc.nat(), fc.jsonValue(), (parts, at, detail) => {
        const index = at % parts.length;
        const changed = parts.map((part, position) => (position === index ? { ...part, detail } : part));
        fc.pre(JSON.stringify(changed) !== JSON.stringify(parts));
        const names = comparePlan(hashPlan(parts), changed).map(({ part }) => part);
        expect(names).toContain(parts[index]?.name);
      }),
    );
  });

  it("never throws on what somebody else has made up, and does not take it for approved", () => {
    fc.assert(
      fc.property(someParts, fc.string(), (parts, text) => {
        expect(comparePlan(`${"0".repeat(64)}.${text}`, parts).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("the difference between an approved plan and another one", () => {
  const pool: PlanPart = { name: "pool/h100", state: "create", detail: { count: 2 } };
  const quota: PlanPart = { name: "QuotaInsufficient of quota/cores", state: "block", detail: null };

  it("names what was added, removed and changed, with what is done about it", () => {
    const approved = hashPlan([pool, quota]);
    const chart: PlanPart = { name: "release/gpu-operator", state: "update", detail: {} };
    expect(comparePlan(approved, [{ ...pool, state: "none" }, chart])).toEqual([
      { part: "pool/h100", change: "changed", was: "create", now: "none" },
      { part: "QuotaInsufficient of quota/cores", change: "removed", was: "block" },
      { part: "release/gpu-operator", change: "added", now: "update" },
    ]);
  });

  it("cannot be hidden by changing the notes of an approved plan", () => {
    const [digest = ""] = hashPlan([quota]).split(".");
    const [, notes = ""] = hashPlan([pool]).split(".");
    expect(comparePlan(`${digest}.${notes}`, [pool])).toEqual([{ part: "plan", change: "changed" }]);
  });

  it("is whatever there is when only the digest was kept", () => {
    const [digest = ""] = hashPlan([pool]).split(".");
    expect(comparePlan(digest, [pool])).toEqual([]);
    expect(comparePlan(digest, [quota])).toEqual([
      { part: "QuotaInsufficient of quota/cores", change: "added", now: "block" },
    ]);
  });
});
