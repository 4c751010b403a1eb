/**
 * Microsoft's Adaptive Cards, as far as they are used here. Text from outside is shown as it is: marks of Markdown are
 * escaped, and a mention needs an entity that no builder here makes.
 */
export type CardElement =
  | { type: "TextBlock"; text: string; wrap: true; weight?: "Bolder"; size?: "Medium"; fontType?: "Monospace" }
  | { type: "FactSet"; facts: { title: string; value: string }[] };

export interface AdaptiveCard {
  type: "AdaptiveCard";
  $schema: "http://adaptivecards.io/schemas/adaptive-card.json";
  version: "1.4";
  body: CardElement[];
}

export interface TeamsMessage {
  type: "message";
  text?: string;
  attachments: { contentType: "application/vnd.microsoft.card.adaptive"; content: AdaptiveCard }[];
}

/** Teams takes messages of about 28 KB; this many elements of this length stay below. */
export const CARD_LIMITS = { elements: 20, text: 500 } as const;

export function cardTitle(text: string): CardElement {
  return { type: "TextBlock", text: shown(text), wrap: true, weight: "Bolder", size: "Medium" };
}

export function cardText(text: string): CardElement {
  return { type: "TextBlock", text: shown(text), wrap: true };
}

/** Words to type, exactly as they are. */
export function cardWords(text: string): CardElement {
  return { type: "TextBlock", text: shown(text), wrap: true, fontType: "Monospace" };
}

export function cardFacts(facts: readonly { title: string; value: string }[]): CardElement {
  return { type: "FactSet", facts: facts.map(({ title, value }) => ({ title: shown(title), value: shown(value) })) };
}

export function adaptiveCard(elements: readonly CardElement[]): AdaptiveCard {
  const isLong = elements.length > CARD_LIMITS.elements;
  const room = CARD_LIMITS.elements - 2;
  // The last one is what to do next.
  const body = isLong
    ? [...elements.slice(0, room), cardText(`… and ${elements.length - room - 1} more`), ...elements.slice(-1)]
    : [...elements];
  return { type: "AdaptiveCard", $schema: "http://adaptivecards.io/schemas/adaptive-card.json", version: "1.4", body };
}

export function teamsMessage(card: AdaptiveCard): TeamsMessage {
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: card }],
  };
}

function shown(text: string): string {
  const short = text.length > CARD_LIMITS.text ? `${text.slice(0, CARD_LIMITS.text - 1)}…` : text;
  return short.replaceAll(/[\\`*[\]<>]/g, String.raw`\$&`);
}
