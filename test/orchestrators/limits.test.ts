/** What the platform limits: the custom status, the length of ids, the growth of histories. */
import { describe, expect, it } from "vitest";
import { MOST_TROUBLE } from "../../src/domain/progress.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { H100 } from "../support/requests.ts";
import { aFinding } from "./findings.ts";
import { runPreparation } from "./scriptedRun.ts";
import { fail, settledPool } from "./scriptedSteps.ts";

const MOST_BYTES = 16 * 1024;

/** As the Durable extension counts. */
function utf16Bytes(text: string): number {
  return text.length * 2;
}

const longText = "a proxy answered with a whole page; ".repeat(12);
const longestPoolName = (index: number) => `p${String(index).padStart(11, "0")}`;
const hundredPools = aRequest(
  Array.from({ length: 100 }, (_, index) => ({ name: longestPoolName(index), vmSize: H100 })),
);

describe("the custom status", () => {
  it("stays below 16 KB with a hundred pools, trouble on every node and long messages", async () => {
    const sizes: number[] = [];
    const { record } = await runPreparation({
      request: hundredPools,
      script: {
        readPoolNodes: (input) => ({
          ...settledPool(input.pool, 1),
          trouble: Array.from({ length: MOST_TROUBLE }, (_, index) => ({
            node: `aks-${input.pool}-12345678-vmss${index.toString(36).padStart(6, "0")}`,
            reason: longText,
            action: longText,
          })),
        }),
        ensureRelease: () => ({ kind: "waiting", reason: longText }),
        collectPatches: () => fail({ retry: "never", message: longText }),
      },
      onStatus: (_id, status) => sizes.push(utf16Bytes(status)),
    });
    expect(Math.max(...sizes)).toBeLessThan(MOST_BYTES);
    expect(Math.max(...sizes)).toBeGreaterThan(MOST_BYTES / 2);
    expect(record.findings.length).toBeGreaterThan(100);
  });

  it("shows a blocked plan's findings within its limit", async () => {
    const sizes: number[] = [];
    const findings = Array.from({ length: 300 }, () =>
      aFinding({ severity: "block", found: longText, action: longText }),
    );
    const { record } = await runPreparation({
      script: {
        planPreparation: ({ request }) => ({
          ...{
            cluster: request.cluster,
            profile: request.profile,
            level: "L2",
            maxUnavailable: 1,
            pools: [],
            paths: [],
            steps: [],
          },
          ...{ stack: {} as never, pacing: {} as never, hash: "hash", findings },
          ...{ expectedSeconds: 0, gpus: { total: 0, added: 0 } },
        }),
      },
      onStatus: (_id, status) => sizes.push(utf16Bytes(status)),
    });
    expect(record.findings).toHaveLength(300);
    expect(Math.max(...sizes)).toBeLessThan(MOST_BYTES);
  });
});

describe("instance ids", () => {
  it("are at most 100 characters, and the same in every run of the same preparation", async () => {
    const request = aRequest([{ name: longestPoolName(0), count: 120 }]);
    const idsOf = async () => {
      const { host } = await runPreparation({ request });
      return host.inspect
        .instances()
        .map(({ instanceId }) => instanceId)
        .toSorted();
    };
    const ids = await idsOf();
    expect(Math.max(...ids.map((id) => id.length))).toBeLessThanOrEqual(100);
    expect(ids.every((id) => /^[A-Za-z0-9:_-]+$/.test(id))).toBe(true);
    expect(await idsOf()).toEqual(ids);
  });
});

describe("histories", () => {
  /** Events of all instances of a run over a pool of `count` nodes. */
  async function eventsWith(count: number): Promise<number> {
    const { host, record } = await runPreparation({ request: aRequest([{ name: "a100", count }]) });
    expect(record.verdict).toBe("ready");
    const histories = host.inspect.instances().map(({ instanceId }) => host.inspect.history(instanceId));
    return histories.reduce((total, history) => total + history.length, 0);
  }

  it("grow by at most 15 events a node", async () => {
    const [few, many] = [await eventsWith(50), await eventsWith(150)];
    expect((many - few) / 100).toBeLessThanOrEqual(15);
  });

  it("of the root do not grow with the nodes", async () => {
    const rootEvents = async (count: number) => {
      const { host, instance } = await runPreparation({ request: aRequest([{ name: "a100", count }]) });
      return host.inspect.history(instance.instanceId).length;
    };
    expect(await rootEvents(100)).toBe(await rootEvents(1));
  });
});
