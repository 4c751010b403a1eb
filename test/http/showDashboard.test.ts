/** GET /api/dashboard/{*asset}: what a browser is given, and what it is told about it. */
import { gunzipSync } from "node:zlib";
import { HttpRequest } from "@azure/functions";
import { describe, expect, test } from "vitest";
import type { BuiltAsset } from "../../src/dashboard/builtAssets.ts";
import type { OpenContext } from "../../src/http/deps.ts";
import { showDashboard } from "../../src/http/showDashboard.ts";

const ASSETS: Record<string, BuiltAsset> = {
  "": {
    contentType: "text/html; charset=utf-8",
    hash: "aaaa",
    isImmutable: false,
    content: "H4sIAAAAAAAAA7PJMLTjAgCyANjYBQAAAA==",
  },
  "main-1.js": { contentType: "text/javascript; charset=utf-8", hash: "bbbb", isImmutable: true, content: "" },
};

function ask(asset: string, headers: Record<string, string> = {}) {
  const url = `http://localhost/api/dashboard/${asset}`;
  const request = new HttpRequest({ method: "GET", url, headers, params: { asset } });
  const context = { dashboardAssets: () => Promise.resolve(ASSETS) } as unknown as OpenContext;
  return showDashboard(request, context);
}

describe("the dashboard", () => {
  test("is a page that may run and show nothing but its own files, in nobody's frame", async () => {
    const { status, headers, body } = await ask("");
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-encoding": "gzip",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    });
    const policy = (headers as Record<string, string>)["content-security-policy"]?.split("; ");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(gunzipSync(body as Buffer).toString()).toBe("<h1>\n");
  });

  test("has files that never change under their name, and a page that is asked for anew", async () => {
    expect(await ask("main-1.js")).toMatchObject({
      status: 200,
      headers: { "cache-control": "public, max-age=31536000, immutable", etag: '"bbbb"' },
    });
    expect(await ask("", { "if-none-match": '"aaaa"' })).toMatchObject({ status: 304, headers: { etag: '"aaaa"' } });
    expect(await ask("", { "if-none-match": '"older"' })).toMatchObject({ status: 200 });
  });

  test("has no file that was not built, whatever its name", async () => {
    for (const name of ["main-2.js", "constructor", "../app.js", "__proto__"]) {
      expect(await ask(name)).toMatchObject({ status: 404 });
    }
  });
});
