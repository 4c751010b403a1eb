/** GET /api/openapi.json and GET /api/docs: the API's document, for programs and for people. Neither holds a secret. */
import type { HttpResponseInit } from "@azure/functions";
import type { OpenContext } from "./deps.ts";
import { json } from "./json.ts";
import { CONTENT_SECURITY_POLICY, docsPage } from "./openapi/docsPage.ts";

export function readDocument(_request: unknown, { apiDocument }: OpenContext): HttpResponseInit {
  return json(200, apiDocument());
}

export function showDocs(_request: unknown, { apiDocument }: OpenContext): HttpResponseInit {
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
    body: docsPage(apiDocument()),
  };
}
