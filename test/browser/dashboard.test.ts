/**
 * The dashboard as people use it: one story, from a plan to a prepared cluster that drifts and is repaired, by keyboard
 * and by mouse; then what every view owes to everybody. The order of the tests is the order of time.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { violations } from "./support/accessibility.ts";
import { described, hasFocus, scrollToEnd } from "./support/inPage.ts";
import { answerWithManyNodes } from "./support/manyNodes.ts";
import { openStage, type Stage } from "./support/stage.ts";

const CLUSTER = {
  subscriptionId: "6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11",
  resourceGroup: "llm-serving",
  name: "aks-llm-d",
};

const IMAGE_LABEL = "kubernetes.azure.com/node-image-version";

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await openStage("h100-self-managed");
  page = await stage.open();
});

/** What the browser showed when a test failed. */
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  await page.screenshot({ path: join(import.meta.dirname, "../../.data/browser-failure.png"), fullPage: true });
});

afterAll(async () => {
  await stage.close();
});

describe("from a plan to a prepared cluster", () => {
  test("begins where nothing has been prepared, and says where to start", async () => {
    await page.getByText("No cluster has been prepared yet.").waitFor();
    expect(await page.title()).toBe("Clusters · Lamplighter");
    expect(await violations(page)).toEqual([]);
  });

  test("a request that cannot be carried out is refused at its fields", async () => {
    await page.getByRole("link", { name: "Prepare a cluster" }).click();
    await page.getByRole("heading", { name: "Plan a preparation" }).waitFor();
    await page.getByLabel("Cluster name").fill("aks llm d");
    await page.getByLabel("Nodes", { exact: true }).fill("two");
    await page.getByRole("button", { name: "Show the plan" }).click();
    await page.getByText("The request cannot be carried out").waitFor();
    const name = page.getByLabel("Cluster name");
    expect(await name.getAttribute("aria-invalid")).toBe("true");
    expect(await described(name)).toContain("expected a cluster name");
    expect(await page.getByLabel("Nodes", { exact: true }).getAttribute("aria-invalid")).toBe("true");
    expect(await page.getByLabel("Taints").getAttribute("aria-invalid")).toBe("false");
    // The first wrong field has the focus.
    expect(await focused()).toBe("Subscription id");
    expect(await violations(page)).toEqual([]);
  });

  test("a plan is shown before anything is changed, and asked for with the keyboard alone", async () => {
    await page.getByLabel("Subscription id").focus();
    await typeThrough([CLUSTER.subscriptionId, CLUSTER.resourceGroup, CLUSTER.name, "self", "h100"]);
    await page.keyboard.press("Tab");
    await page.getByLabel("Size").selectOption("Standard_ND96isr_H100_v5");
    await page.getByLabel("Nodes", { exact: true }).fill("2");
    await page.getByLabel("OS", { exact: true }).selectOption("Ubuntu2204");
    await page.getByRole("button", { name: "Add a pool" }).press("Enter");
    const second = page.getByRole("group", { name: "Pool 2" });
    await second.getByLabel("Name").fill("a100");
    await second.getByLabel("OS", { exact: true }).selectOption("Ubuntu2204");
    await second.getByLabel("Name").press("Enter");
    await page.getByRole("heading", { name: "Plan for aks-llm-d" }).waitFor();
    expect(stage.world.simulators.writeLog.writes()).toEqual({ arm: [], kubernetes: [] });
    await page.getByText("create the node pool: there is no such pool: 2 x Standard_ND96isr_H100_v5").waitFor();
    await page.getByText("17 (17 new)").waitFor();
    expect(await violations(page)).toEqual([]);
    await picture("plan");
  });

  test("nothing is started before it is confirmed, and the confirmation can be left with Escape", async () => {
    const prepare = page.getByRole("button", { name: "Prepare", exact: true });
    await prepare.press("Enter");
    await page.getByRole("dialog", { name: "Prepare aks-llm-d?" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await hasFocus(prepare)).toBe(true);
    expect((await stage.world.api("GET", "/api/preparations")).body).toMatchObject({ preparations: [] });
  });

  test("the plan that was seen is the one that runs, and the run is shown while it goes on", async () => {
    await page.getByRole("button", { name: "Prepare", exact: true }).click();
    await page.getByRole("button", { name: "Prepare the cluster" }).click();
    await page.getByRole("heading", { name: "aks-llm-d", level: 1, exact: true }).waitFor();
    await page.getByText("Running", { exact: true }).waitFor();
    await page.getByRole("list", { name: "Steps so far" }).getByText("install node stack").first().waitFor();
    expect(await page.getByText(/Last updated \d/).count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await picture("running", "dark");
  });

  test("it becomes ready without a reload, with evidence for every node", async () => {
    await page.getByRole("list", { name: "Steps of the run" }).getByText("verify").waitFor({ timeout: 100_000 });
    await page.getByText("3 of 3").first().waitFor();
    await page.getByRole("grid", { name: "Nodes of pool h100" }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test("a node's checks are opened from the grid with the keyboard, and the focus comes back", async () => {
    const grid = page.getByRole("grid", { name: "Nodes of pool h100" });
    await grid.locator('[tabindex="0"]').focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => activeCell(page)).toMatch(/^aks-h100-\w+-vmss000001: Ready, L2$/);
    const cell = await activeCell(page);
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog", { name: /vmss000001/ });
    await drawer.getByText("GPU allocatable").waitFor();
    expect(await drawer.getByText("nvidia.com/gpu: 8").count()).toBe(2);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "detached" });
    await expect.poll(() => activeCell(page)).toBe(cell);
  });

  test("the cluster is in the list with its verdict", async () => {
    await page.getByRole("link", { name: "Clusters" }).first().click();
    const tile = page.getByRole("link", { name: /aks-llm-d/ });
    await tile.getByText("Ready").first().waitFor();
    await tile.getByText("3 valid").waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

describe("from drift to repair", () => {
  const IMAGE = "AKSUbuntu-2204gen2containerd-202609.03.0";

  test("a node with another image is noticed when somebody has the cluster verified", async () => {
    const { nodes, cluster } = stage.world.simulators;
    const [name = ""] = [...nodes.records.values()]
      .map(({ spec }) => spec.name)
      .filter((node) => node.includes("h100"));
    nodes.operations.reimage(name, stage.world.clock.now() + 60_000, IMAGE);
    await expect
      .poll(() => cluster.store.list("v1/Node").map(({ metadata }) => metadata.labels?.[IMAGE_LABEL]), {
        timeout: 60_000,
      })
      .toContain(IMAGE);
    await page.getByRole("link", { name: /aks-llm-d/ }).click();
    await page.getByRole("button", { name: "Verify now" }).click();
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    await page.getByRole("heading", { name: "Verification of aks-llm-d" }).waitFor();
    await page.getByRole("heading", { name: "Drift" }).waitFor({ timeout: 90_000 });
    await page.getByText(name).first().waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test("the cluster says what was, what is and since when, and its history has both verdicts", async () => {
    await page.getByRole("main").getByRole("link", { name: "aks-llm-d" }).click();
    await page.getByRole("heading", { name: "aks-llm-d", level: 1, exact: true }).waitFor();
    await page.getByRole("heading", { name: "Drift" }).waitFor();
    await page
      .getByText(/^since /)
      .first()
      .waitFor();
    await page.getByRole("link", { name: "Verification" }).waitFor();
    await page.getByRole("link", { name: "Preparation", exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    await picture("drift");
  });

  test("the repair is approved anew, since the world is another one, and makes the cluster ready again", async () => {
    await page.getByRole("button", { name: "Repair" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Run again" }).click();
    await dialog.getByText("Confirm again to approve the plan as it is now.").waitFor();
    await dialog.getByRole("button", { name: "Run again" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("list", { name: "Steps of the run" }).getByText("verify").waitFor({ timeout: 100_000 });
    await page.getByText("3 of 3").first().waitFor();
    await page.getByRole("link", { name: "Clusters" }).first().click();
    await page
      .getByRole("link", { name: /aks-llm-d/ })
      .getByText("3 valid")
      .waitFor();
    expect(await page.getByText("drifted").count()).toBe(0);
  });
});

describe("every view", () => {
  test("a thousand nodes are a few hundred elements, and the keyboard reaches every one", async () => {
    const large = await stage.open();
    await answerWithManyNodes(large, "large", 1000);
    await large.goto(`${stage.url}#/preparations/large`);
    await large.getByText("980 of 1,000 nodes ready").waitFor();
    expect(await elements(large)).toBeLessThan(1500);
    const grid = large.getByRole("grid");
    await grid.locator('[tabindex="0"]').focus();
    await large.keyboard.press("Control+End");
    await expect.poll(() => activeCell(large)).toMatch(/vmss0000rr: Ready/);
    const rows = large.getByRole("region", { name: "Nodes, row by row" });
    await scrollToEnd(rows);
    await rows.getByText("vmss0000rr").waitFor();
    expect(await elements(large)).toBeLessThan(1500);
    await large.getByLabel("In trouble only").check();
    await large.getByText("20 nodes").waitFor();
    expect(await violations(large)).toEqual([]);
    await large.context().close();
  });

  test("fits a phone, without scrolling sideways", async () => {
    const phone = await stage.open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const [{ id } = { id: "" }] = (
      (await stage.world.api("GET", "/api/preparations")).body as { preparations: { id: string }[] }
    ).preparations;
    const cluster = Object.values(CLUSTER).join("/");
    for (const view of ["clusters", `clusters/${cluster}`, "preparations", `preparations/${id}`, "new"]) {
      await phone.goto(`${stage.url}#/${view}`);
      await phone
        .getByText(/Last updated|Show the plan/)
        .first()
        .waitFor();
      await phone.waitForLoadState("networkidle");
      const width = await phone.evaluate("document.documentElement.scrollWidth");
      expect({ view, width }).toEqual({ view, width: 360 });
      expect(await violations(phone)).toEqual([]);
    }
    await phone.context().close();
  });

  test("asks for a key when the API wants one, and sends it from then on", async () => {
    const locked = await stage.open();
    const keys: (string | undefined)[] = [];
    await locked.route("**/api/clusters", (route) => {
      const key = route.request().headers()["x-functions-key"];
      keys.push(key);
      return key === "open sesame" ? route.continue() : route.fulfill({ status: 401, body: "" });
    });
    await locked.reload();
    await locked.getByRole("dialog", { name: "Who is there?" }).waitFor();
    expect(await violations(locked)).toEqual([]);
    await locked.getByLabel("Function key").fill("open sesame");
    await locked.keyboard.press("Enter");
    await locked.getByRole("link", { name: /aks-llm-d/ }).waitFor();
    expect(keys.at(-1)).toBe("open sesame");
    expect(await locked.evaluate("localStorage.length")).toBe(0);
    await locked.context().close();
  });

  test("has names as text, whatever is in them", async () => {
    const odd = await stage.open();
    const name = '<img src=x onerror="document.title=1">';
    await odd.route("**/api/clusters", (route) =>
      route.fulfill({ json: { clusters: [{ cluster: { ...CLUSTER, name }, drift: 0 }], links: {} } }),
    );
    await odd.reload();
    await odd.getByText(name).waitFor();
    expect(await odd.title()).toBe("Clusters · Lamplighter");
    await odd.context().close();
  });

  test("has given the browser nothing to complain of", () => {
    expect(stage.complaints).toEqual([]);
  });
});

function elements(of: Page): Promise<number> {
  return of.evaluate<number>("document.querySelectorAll('*').length");
}

function activeCell(of: Page): Promise<string | null> {
  return of.evaluate<string | null>("document.activeElement.getAttribute('aria-label')");
}

function focused(): Promise<string> {
  return page.evaluate<string>("document.activeElement.labels?.[0]?.textContent ?? ''");
}

/** Into one field after the other, from the one that has the focus on. */
async function typeThrough(texts: readonly string[]): Promise<void> {
  for (const [index, text] of texts.entries()) {
    if (index > 0) await page.keyboard.press("Tab");
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(text);
  }
}

/** For the documentation, when PICTURES=1 asks for them. */
async function picture(name: string, colorScheme: "light" | "dark" = "light"): Promise<void> {
  if (process.env["PICTURES"] !== "1") return;
  const folder = join(import.meta.dirname, "../../docs/images");
  mkdirSync(folder, { recursive: true });
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.screenshot({ path: join(folder, `dashboard-${name}.png`) });
}
