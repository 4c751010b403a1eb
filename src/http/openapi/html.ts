/** HTML by template: texts are escaped, what is markup already is not. */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | readonly Html[];

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: strings.map((text, index) => `${index === 0 ? "" : markupOf(parts[index - 1])}${text}`).join("") };
}

function markupOf(part: Part = ""): string {
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return isList(part) ? part.map(({ markup }) => markup).join("") : part.markup;
}

function isList(part: Html | readonly Html[]): part is readonly Html[] {
  return Array.isArray(part);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
