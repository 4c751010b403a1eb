/**
 * Text of others that a person will read: a cluster's messages, Azure's, a caller's reason. Whatever is in it, it is one
 * line, no terminal obeys it, and it is not longer than findings, custom statuses and records can bear.
 */

const LONGEST_TEXT = 1000;

/** Line ends and tabs are spaces; other control characters, and those that reorder a line, are written as "\u001b". */
export function toldText(text: string, longest = LONGEST_TEXT): string {
  const start = text.slice(0, longest);
  const line = start.replace(/[\r\n\t]+/g, " ").replace(UNSEEN, escaped);
  return text.length > longest ? `${line.slice(0, longest)}...` : line.slice(0, longest);
}

const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]|\p{Cs}/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
