/** The document as a page: made on the server, without a script, an image or anything from elsewhere. */
import { sha256 } from "../../domain/hash.ts";
import type { ApiDocument, Content, ExampleObject, OperationObject } from "./apiDocument.ts";
import { DOCS_STYLE } from "./docsStyle.ts";
import { type Html, html } from "./html.ts";
import { schemaSections, typeOf } from "./schemaSections.ts";

/** Nothing but the one style is let in. */
export const CONTENT_SECURITY_POLICY = [
  ...["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  `style-src 'sha256-${Buffer.from(sha256(DOCS_STYLE), "hex").toString("base64")}'`,
].join("; ");

export function docsPage(document: ApiDocument): string {
  const { info, tags, components } = document;
  const operations = operationsOf(document);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${info.title} API ${info.version}</title>
<style>${{ markup: DOCS_STYLE }}</style>
</head>
<body>
<a class="skip" href="#operations">To the operations</a>
<header>
<h1>${info.title} API ${info.version}</h1>
${paragraphs(info.description)}
<p>The same for programs: <a href="openapi.json">openapi.json</a>.</p>
</header>
<nav aria-label="Operations"><ul>${operations.map(({ operation, method, path }) => html`<li><a href="#${operation.operationId}"><code>${method} ${path}</code></a></li>`)}</ul></nav>
<main id="operations">
${tags.map(({ name, description }) => html`<h2>${name}</h2><p class="note">${description}</p>${operations.filter(({ operation }) => operation.tags.includes(name)).map(sectionOf)}`)}
<h2>Refusals</h2>
${refusals(components.examples)}
<h2>Schemas</h2>
${schemaSections(components.schemas)}
</main>
</body>
</html>
`;
  return page.markup;
}

interface Shown {
  path: string;
  method: string;
  operation: OperationObject;
}

function operationsOf({ paths }: ApiDocument): Shown[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
}

function sectionOf({ path, method, operation }: Shown): Html {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  return html`<section id="${operationId}" aria-labelledby="${operationId}-title">
<h3 id="${operationId}-title">${summary}<br><code>${method} ${path}</code></h3>
<p>${inline(description)}</p>
${parameters.length === 0 ? "" : html`<table><caption class="note">Parameters</caption><thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Type</th><th scope="col">What it is</th></tr></thead><tbody>${parameters.map((parameter) => html`<tr><td><code>${parameter.name}</code></td><td>${parameter.in}</td><td>${typeOf(parameter.schema)}</td><td>${inline(parameter.description)}</td></tr>`)}</tbody></table>`}
${requestBody === undefined ? "" : html`<h4>Body${requestBody.required ? "" : " (may be left out)"}</h4>${contentOf(requestBody.content)}`}
<h4>Answers</h4>
<table><thead><tr><th scope="col">Status</th><th scope="col">When</th></tr></thead><tbody>${Object.entries(responses).map(([status, response]) => html`<tr><td>${status}</td><td>${inline(response.description)}${response.content === undefined ? "" : contentOf(response.content)}</td></tr>`)}</tbody></table>
</section>`;
}

function contentOf(content: Content): Html[] {
  return Object.entries(content).map(
    ([mediaType, { schema, examples = {} }]) =>
      html`<p class="note"><code>${mediaType}</code> ${typeOf(schema)}</p>${Object.entries(examples).map(([name, example]) => exampleOf(name, example))}`,
  );
}

function exampleOf(name: string, example: ExampleObject): Html {
  if ("value" in example) return html`<details><summary>Example ${name}</summary>${valueOf(example.value)}</details>`;
  const id = example.$ref.split("/").at(-1) ?? "";
  return html`<p><a href="#example-${id}">Example ${id}</a></p>`;
}

function refusals(examples: ApiDocument["components"]["examples"]): Html[] {
  return Object.entries(examples).map(
    ([name, { value }]) =>
      html`<section id="example-${name}" aria-labelledby="example-${name}-title"><h3 id="example-${name}-title">${name}</h3>${valueOf(value)}</section>`,
  );
}

function valueOf(value: unknown): Html {
  return html`<pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>`;
}

function paragraphs(text: string): Html[] {
  return text.split("\n\n").map((paragraph) => html`<p>${inline(paragraph)}</p>`);
}

/** `code` is all that descriptions mark. */
function inline(text: string): Html[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
