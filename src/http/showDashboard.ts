/**
 * GET /api/dashboard/{*asset}: the web page and what belongs to it. Anybody may have them: what they show comes from the
 * guarded routes. Nothing in them is run, or shown as HTML, but what the build has put there.
 */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { OpenContext } from "./deps.ts";
import { namesTag } from "./entityTag.ts";
import { problem } from "./problem.ts";

export async function showDashboard(request: HttpRequest, context: OpenContext): Promise<HttpResponseInit> {
  const path = request.params["asset"] ?? "";
  const assets = await context.dashboardAssets();
  const asset = Object.hasOwn(assets, path) ? assets[path] : undefined;
  if (asset === undefined) return assetNotFound(path);
  const etag = `"${asset.hash}"`;
  const headers = {
    ...SECURITY_HEADERS,
    etag,
    "cache-control": asset.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
  };
  if (namesTag(request.headers.get("if-none-match"), etag)) return { status: 304, headers };
  return {
    status: 200,
    headers: { ...headers, "content-type": asset.contentType, "content-encoding": "gzip" },
    body: Buffer.from(asset.content, "base64"),
  };
}

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
].join("; ");

const SECURITY_HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

function assetNotFound(path: string): HttpResponseInit {
  return problem({
    status: 404,
    code: "AssetNotFound",
    title: "The dashboard has no such file",
    detail: `There is no "${path}".`,
    action: "Open /api/dashboard anew: another version of the app has files of other names.",
  });
}
