/** The app beside its simulated world, and a browser that looks at it; everything that the browser complains of is kept. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { startWorld } from "../../../local/lamplighterWorld.ts";
import type { RunningWorld } from "../../../local/runningWorld.ts";
import { loadScenario } from "../../../local/scenarios/scenario.ts";

export interface Stage {
  world: RunningWorld;
  /** Where the dashboard is. */
  url: string;
  /** Console errors and warnings, exceptions, refused requests and reports of the content security policy, of every page. */
  complaints: string[];
  open(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Simulated seconds a second: deadlines of the app must not pass while a busy machine starts a shell. */
const SPEED = 60;

const FETCHED = join(import.meta.dirname, "../../../.tools/bin/chromium");

export async function openStage(scenario: string): Promise<Stage> {
  const dataFolder = mkdtempSync(join(tmpdir(), "lamplighter-browser-"));
  const [world, browser] = await Promise.all([
    startWorld({ scenario: loadScenario(scenario), dataFolder, speed: SPEED }),
    launch(),
  ]);
  const complaints: string[] = [];
  const url = `${world.url}/api/dashboard`;
  return {
    world,
    url,
    complaints,
    async open(options) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
      const page = await context.newPage();
      // Beside other work on a small machine everything takes its time.
      page.setDefaultTimeout(60_000);
      listen(page, complaints);
      await page.goto(url);
      return page;
    },
    async close() {
      await browser.close();
      await world.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** `npm run setup:ci` fetches one; `CHROMIUM` names another. */
function launch(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? FETCHED;
  if (!existsSync(executablePath)) {
    throw new Error(`There is no browser at ${executablePath}: npm run setup:ci fetches one, CHROMIUM names your own.`);
  }
  // CI runs as root, where Chromium's own sandbox refuses to start. It looks at nothing but our own page.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

function listen(page: Page, complaints: string[]): void {
  page.on("console", (message) => {
    const isExpected = isRefusalOf(message.text(), message.location().url);
    if (["error", "warning"].includes(message.type()) && !isExpected) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
}

/** The browser reports every refusal of the API as an error, though the page shows it and copes. */
function isRefusalOf(text: string, url: string): boolean {
  return /^Failed to load resource: the server responded with a status of 4\d\d/.test(text) && url.includes("/api/");
}
