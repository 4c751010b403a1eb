/** What a probe leaves behind, in the format of its script (src/activities/scripts/probe.sh and facts.sh). */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/domain/hash.ts";
import { type NodeFacts, parseFacts, parseLines } from "../../src/domain/nodeFacts.ts";
import { parseProbeLog } from "../../src/domain/probeLog.ts";
import { someFacts } from "../support/nodes.ts";

function messageOf(facts: NodeFacts): string {
  return Object.entries(facts)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

function logOf(config: string, dump: string): string {
  return section("config", config) + section("dump", dump);
}

function section(name: string, text: string): string {
  return `-----BEGIN ${name}-----\n${text}\n-----END ${name}-----\n`;
}

const hashesOf = (config: string, dump: string) =>
  someFacts({ configSha256: sha256(config), dumpSha256: sha256(dump) });

describe("a probe's facts", () => {
  it("are read as the script writes them", () => {
    expect(parseFacts(messageOf(someFacts()))).toEqual(someFacts());
  });

  it("may say that there is no driver, no OFED and no InfiniBand", () => {
    const bare = someFacts({
      driverVersion: "",
      ofedVersion: "",
      infinibandDevices: 0,
      infinibandActive: 0,
      peermemLoaded: false,
    });
    expect(parseFacts(messageOf(bare))).toEqual(bare);
  });

  it("may have more lines, and values with an equals sign", () => {
    expect(parseFacts(`result=patched\nnot a fact\n${messageOf(someFacts({ os: "A=B" }))}`)).toEqual(
      someFacts({ os: "A=B" }),
    );
  });

  it("are nothing when a line is missing or makes no sense", () => {
    for (const key of Object.keys(someFacts())) {
      const message = messageOf(someFacts());
      expect(parseFacts(message.replace(new RegExp(`^${key}=.*\n`, "m"), ""))).toBeUndefined();
    }
    expect(parseFacts(messageOf(someFacts()).replace("nriListening=true", "nriListening=yes"))).toBeUndefined();
    expect(parseFacts(messageOf(someFacts()).replace("infinibandActive=8", "infinibandActive="))).toBeUndefined();
    expect(parseFacts("")).toBeUndefined();
  });

  it("fit in a termination message", () => {
    expect(messageOf(someFacts()).length).toBeLessThan(4096 / 4);
  });

  it("are lines of any content, read without surprise", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z_]{1,9}$/), fc.stringMatching(/^[^\n]*$/)), (lines) => {
        const text = Object.entries(lines)
          .map(([key, value]) => `${key}=${value}`)
          .join("\n");
        expect(Object.entries(parseLines(text))).toEqual(Object.entries(lines));
      }),
    );
  });
});

describe("a probe's log", () => {
  it("gives both texts back byte for byte", () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom("", "\n", "a\n", "a\r\n\r\n", "-----END config-----", "-----BEGIN dump-----"),
    );
    fc.assert(
      fc.property(text, text, (config, dump) => {
        expect(parseProbeLog(logOf(config, dump), hashesOf(config, dump))).toEqual({ config, dump });
      }),
    );
  });

  it("is not believed when a text is not the one that was hashed", () => {
    const log = logOf("a = 1\n", "b = 2\n");
    expect(parseProbeLog(log, hashesOf("a = 2\n", "b = 2\n"))).toBeUndefined();
    expect(parseProbeLog(log, hashesOf("a = 1\n", "b = 2"))).toBeUndefined();
  });

  it("is not believed when it is cut anywhere", () => {
    const log = logOf("a = 1\n", "b = 2\n");
    const facts = hashesOf("a = 1\n", "b = 2\n");
    const lastByteThatMatters = log.length - 2;
    for (let length = 0; length < lastByteThatMatters; length++)
      expect(parseProbeLog(log.slice(0, length), facts)).toBeUndefined();
  });

  it("may have other output around its sections", () => {
    const log = `warning\n${section("config", "a")}another\n${section("dump", "b")}`;
    expect(parseProbeLog(log, hashesOf("a", "b"))).toEqual({ config: "a", dump: "b" });
  });
});
