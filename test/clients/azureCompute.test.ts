/** What a region offers and grants, over both bindings; and answers that tell nothing. */
import { describe, expect, it } from "vitest";
import type { WireHandler } from "../../local/world/wire.ts";
import { H100, SUBSCRIPTION } from "../local/azure/azureWorld.ts";
import { type AzureOptions, anAzure } from "./anAzure.ts";
import { BINDINGS } from "./bindings.ts";

const REGION = { subscriptionId: SUBSCRIPTION, location: "eastus" };
const A100 = "Standard_NC24ads_A100_v4";

describe.each(BINDINGS)("a region's limits over $name", ({ bind }) => {
  const open = async (options: AzureOptions = {}) => (await anAzure(bind, options)).azure;

  it("are the sizes that were asked about, with family, vCPUs, zones and restrictions", async () => {
    const settings = {
      skus: { [H100]: { zones: ["2", "1"], restricted: ["2"] }, [A100]: { restricted: "all" as const } },
    };
    const azure = await open({ settings });
    expect(await azure.listSizeOffers(REGION, [H100.toUpperCase(), A100])).toEqual([
      {
        vmSize: A100,
        family: "StandardNCADSA100v4Family",
        vCpus: 24,
        zones: ["1", "2", "3"],
        restrictions: [{ reasonCode: "NotAvailableForSubscription" }],
      },
      {
        vmSize: H100,
        family: "standardNDSH100v5Family",
        vCpus: 96,
        zones: ["1", "2"],
        restrictions: [{ reasonCode: "NotAvailableForSubscription", zones: ["2"] }],
      },
    ]);
  });

  it("do not hold a size that the region lacks", async () => {
    const azure = await open({ settings: { skus: { [H100]: { offered: false } } } });
    expect(await azure.listSizeOffers(REGION, [H100])).toEqual([]);
  });

  it("are the quotas of each family and of the region, with what is used", async () => {
    const azure = await open({ settings: { quotas: { standardNDSH100v5Family: { limit: 400, used: 96 } } } });
    const quotas = await azure.listVcpuQuotas(REGION);
    expect(quotas).toContainEqual({ name: "standardNDSH100v5Family", used: 96, limit: 400 });
    expect(quotas).toContainEqual({ name: "cores", used: 8, limit: 1_000_000 });
  });

  it.each([
    ["skus", "Microsoft.Compute/skus/read"],
    ["usages", "Microsoft.Compute/locations/usages/read"],
  ] as const)("of the %s name the right that is missing", async (list, action) => {
    const azure = await open({ settings: { permissions: { actions: ["*"], notActions: [action] } } });
    const read = { skus: () => azure.listSizeOffers(REGION, [H100]), usages: () => azure.listVcpuQuotas(REGION) }[list];
    await expect(read()).rejects.toMatchObject({
      message: expect.stringContaining(`perform action '${action}'`) as string,
      details: {
        code: "MissingArmPermission",
        retry: "never",
        status: 403,
        missingRight: { action, scope: `/subscriptions/${SUBSCRIPTION}` },
      },
    });
  });

  it("are asked for once, and throttling is passed on with Azure's own waiting time", async () => {
    const azure = await open({ settings: { throttling: { other: { burst: 1, perSecond: 0.001 } } } });
    await azure.listVcpuQuotas(REGION);
    await expect(azure.listVcpuQuotas(REGION)).rejects.toMatchObject({
      details: {
        code: "Throttled",
        retry: "soon",
        status: 429,
        retryAfterSeconds: 1000,
        operation: expect.any(String) as string,
      },
    });
  });

  const quotaOf = (name: string) => ({
    name: { value: name, localizedValue: name },
    unit: "Count",
    currentValue: 0,
    limit: 1,
  });

  it("are read to the last page", async () => {
    const paged: (handler: WireHandler) => WireHandler = () => (request) => {
      const page = Number(new URL(request.url).searchParams.get("page") ?? "1");
      const nextLink = page === 3 ? {} : { nextLink: `${new URL(request.url).origin}/next?page=${page + 1}` };
      return json(200, { value: [quotaOf(`family${page}`)], ...nextLink });
    };
    const azure = await open({ around: paged });
    expect((await azure.listVcpuQuotas(REGION)).map(({ name }) => name)).toEqual(["family1", "family2", "family3"]);
  });

  it("are never read from another host", async () => {
    const elsewhere: (handler: WireHandler) => WireHandler = () => () =>
      json(200, { value: [], nextLink: "https://elsewhere.test/usages" });
    const azure = await open({ around: elsewhere });
    await expect(azure.listVcpuQuotas(REGION)).rejects.toThrow(/A request to https:\/\/elsewhere.test was refused/);
  });

  it.each<[what: string, status: number, body: string, details: object]>([
    ["an outage", 503, "<html>", { code: "Http503", retry: "soon", status: 503 }],
    ["half an answer", 200, '{"value": [', { code: "AzureUnreachable", retry: "soon" }],
    ["no list", 200, "{}", { code: "Unexpected", retry: "never" }],
    [
      "a quota without a limit",
      200,
      JSON.stringify({ value: [{ ...quotaOf("x"), limit: null }] }),
      { code: "Unexpected", retry: "never" },
    ],
  ])("are unknown after %s", async (_what, status, body, details) => {
    const azure = await open({
      around: () => () => ({ status, headers: { "content-type": "application/json" }, body }),
    });
    await expect(azure.listVcpuQuotas(REGION)).rejects.toMatchObject({ name: "ClientFault", details });
  });
});

function json(status: number, body: unknown) {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
