/** Keys of table rows: whatever text we key by, written without the characters that Azure Tables forbids. Reversible. */

const FORBIDDEN = /[/\\#?~\p{Cc}]/gu;
const ESCAPED = /~([0-9a-f]{2})/g;
/** A key holds at most 1 KiB of UTF-16. */
const LONGEST_KEY = 512;

export function escapeKey(key: string): string {
  const escaped = key.replace(FORBIDDEN, (char) => `~${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
  if (escaped.length > LONGEST_KEY) {
    throw new RangeError(`The table key "${key.slice(0, 60)}..." is longer than ${LONGEST_KEY} characters`);
  }
  return escaped;
}

export function unescapeKey(escaped: string): string {
  return escaped.replace(ESCAPED, (_match, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
