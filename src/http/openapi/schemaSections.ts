/** JSON Schemas for people: one section for each, its fields as a table. */
import type { JsonSchema } from "./apiDocument.ts";
import { type Html, html } from "./html.ts";

/** What zod writes of it. */
interface SchemaParts {
  $ref?: string;
  anyOf?: SchemaParts[];
  enum?: (string | number)[];
  const?: string | number | boolean;
  type?: string;
  format?: string;
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
  items?: SchemaParts;
  properties?: Record<string, SchemaParts>;
  required?: string[];
  additionalProperties?: SchemaParts | boolean;
}

export function schemaSections(schemas: Readonly<Record<string, JsonSchema>>): Html[] {
  return Object.entries(schemas).map(
    ([id, schema]) => html`<section id="schema-${id}" aria-labelledby="schema-${id}-title">
<h3 id="schema-${id}-title">${id}</h3>
${bodyOf(schema)}
</section>`,
  );
}

function bodyOf(schema: JsonSchema): Html {
  const { properties = {}, required = [] } = schema as SchemaParts;
  const rows = Object.entries(properties).map(([name, field]) => rowOf(name, field, required.includes(name)));
  if (rows.length === 0) return html`<p>${typeOf(schema)}</p>`;
  return html`<table><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">What it is</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function rowOf(name: string, field: SchemaParts, isRequired: boolean): Html {
  const optional = isRequired ? "" : html` <span class="note">(optional)</span>`;
  return html`<tr><td><code>${name}</code>${optional}</td><td>${typeOf(field)}</td><td>${field.description ?? ""}</td></tr>`;
}

/** In a few words, with links to the schemas that have sections. */
export function typeOf(schema: SchemaParts | JsonSchema): Html {
  const { $ref, anyOf, type = "anything", items, properties, additionalProperties, ...own } = schema as SchemaParts;
  if ($ref !== undefined) {
    const id = $ref.split("/").at(-1) ?? "";
    return html`<a href="#schema-${id}">${id}</a>`;
  }
  if (anyOf !== undefined) return joined(anyOf.map(typeOf), " or ");
  const values = own.const === undefined ? own.enum : [own.const];
  if (values !== undefined)
    return joined(
      values.map((value) => html`<code>${String(value)}</code>`),
      ", ",
    );
  if (items !== undefined) return html`list of ${typeOf(items)}`;
  if (properties !== undefined) return html`object: ${joined(Object.entries(properties).map(fieldOf), "; ")}`;
  if (typeof additionalProperties === "object") return html`object of ${typeOf(additionalProperties)}`;
  return html`${own.format ?? type}${boundsOf(own)}`;
}

function fieldOf([name, field]: [string, SchemaParts]): Html {
  return html`<code>${name}</code> ${typeOf(field)}`;
}

function joined(parts: readonly Html[], separator: string): Html {
  return html`${parts.map((part, index) => html`${index === 0 ? "" : separator}${part}`)}`;
}

function boundsOf({ minimum, maximum, maxLength, pattern, ...rest }: SchemaParts): Html {
  const told = [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
    ...(rest.default === undefined ? [] : [`default ${JSON.stringify(rest.default)}`]),
  ];
  const limits = told.length === 0 ? html`` : html` <span class="note">(${told.join(", ")})</span>`;
  return pattern === undefined ? limits : html`${limits} <code>${pattern}</code>`;
}
