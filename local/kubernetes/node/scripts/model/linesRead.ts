/** What a `while read` loop of a script sees: an unfinished last line is not read. */
export function linesRead(text: string): string[] {
  return text.split("\n").slice(0, -1);
}
