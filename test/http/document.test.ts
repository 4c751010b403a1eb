/** The OpenAPI document: it is the file that is checked in, a linter takes it, and its examples are what they stand for. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, it } from "vitest";
import { GUIDE_CATALOG } from "../../src/domain/catalog.ts";
import { parseRequest } from "../../src/domain/request.ts";
import { CONTENT_SECURITY_POLICY, docsPage } from "../../src/http/openapi/docsPage.ts";
import { makeDocument } from "../../src/http/openapi/makeDocument.ts";
import type { Operation } from "../../src/http/operation.ts";
import { REQUESTS } from "../../src/http/operations/examples.ts";
import { ROUTES } from "../../src/http/routes.ts";
import { API_DOCUMENT, requireValid } from "../support/apiContract.ts";

const FILE = "docs/openapi.json";
const text = `${JSON.stringify(API_DOCUMENT, null, 2)}\n`;

describe("the document", () => {
  it("is the one that is checked in; npm run openapi writes it", () => {
    expect(readFileSync(join(import.meta.dirname, "..", "..", FILE), "utf8")).toBe(text);
  });

  it("is taken by a linter without an error; only what anyone may read has no refusals", async () => {
    const config = await createConfig({ extends: ["recommended"] });
    const problems = await lintFromString({ source: text, absoluteRef: FILE, config });
    const told = problems.map(({ severity, ruleId, location: [place] }) => `${severity} ${ruleId} ${place?.pointer}`);
    const open = ROUTES.filter(({ role, body }) => role === "anyone" && body === undefined);
    expect(told.filter((line) => !line.startsWith("warn operation-4xx-response"))).toEqual([]);
    expect(told.length).toBeLessThanOrEqual(open.length);
  });

  it("has every route once", () => {
    const operations = Object.values(API_DOCUMENT.paths).flatMap((methods) => Object.values(methods));
    expect(operations.map(({ operationId }) => operationId)).toEqual(ROUTES.map(({ name }) => name));
    expect(new Set(ROUTES.map(({ name }) => name)).size).toBe(ROUTES.length);
    expect(new Set(ROUTES.map(({ method, route }) => `${method} ${route}`)).size).toBe(ROUTES.length);
  });

  it("describes every path parameter of every route", () => {
    const undescribed = ROUTES.flatMap(({ route, parameters = [] }) =>
      [...route.matchAll(/\{\*?(\w+)\}/g)]
        .map(([, name]) => name)
        .filter((name) => !parameters.some((parameter) => parameter.in === "path" && parameter.name === name))
        .map((name) => `${route}: ${name}`),
    );
    expect(undescribed).toEqual([]);
  });

  it("refuses two schemas of one name, a request's and an answer's", () => {
    const [first] = ROUTES.filter(({ name }) => name === "showPlan");
    const wrong = { ...first, answers: { 200: { description: "", schema: first?.body?.schema } } } as Operation;
    expect(() => makeDocument([wrong], "1")).toThrow("PreparationRequest");
  });
});

describe("an example", () => {
  const examples = Object.values(API_DOCUMENT.paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ operationId, requestBody, responses }) =>
      [requestBody, ...Object.values(responses)]
        .flatMap((part) => Object.values(part?.content ?? {}))
        .flatMap(({ schema, examples: given = {} }) =>
          Object.entries(given).map(([name, example]) => ({ name: `${operationId} ${name}`, schema, example })),
        ),
    ),
  );

  it.each(examples)("has no field that its schema does not have: $name", ({ name, schema, example }) => {
    const id = "value" in example ? undefined : (example.$ref.split("/").at(-1) ?? "");
    const value = "value" in example ? example.value : API_DOCUMENT.components.examples[id ?? ""]?.value;
    expect(value).toBeDefined();
    requireValid(schema, value, name);
  });

  it.each(Object.entries(REQUESTS))("of a request can be carried out: %s", (_name, request) => {
    expect(parseRequest(request, GUIDE_CATALOG)).toMatchObject({ ok: true });
  });
});

describe("the docs page", () => {
  const page = docsPage(API_DOCUMENT);

  it("lets in its own style and nothing else", () => {
    const [, style = ""] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(CONTENT_SECURITY_POLICY).toContain(`style-src 'sha256-${hash}'`);
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|style=|url\(|javascript:/i);
  });

  it("shows every operation, and leads only to places that it has", () => {
    const places = new Set([...page.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id));
    for (const { name } of ROUTES) expect(places).toContain(name);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !places.has(id))).toEqual([]);
    expect([...page.matchAll(/\bid="/g)]).toHaveLength(places.size);
  });

  it("shows what is in the document as text", () => {
    const hostile = structuredClone(API_DOCUMENT);
    hostile.info.description = `<script>alert("1")</script>`;
    expect(docsPage(hostile)).not.toContain("<script>");
  });
});
