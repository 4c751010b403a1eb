/** Text broken into lines of at most `width` columns, between words where that is possible. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(/\s+/).flatMap((part) => pieces(part, width))) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (longer.length <= width) {
      current = longer;
    } else {
      lines.push(current);
      current = word;
    }
  }
  return current === "" ? lines : [...lines, current];
}

function pieces(word: string, width: number): string[] {
  if (word.length <= width) return word === "" ? [] : [word];
  return [word.slice(0, width), ...pieces(word.slice(width), width)];
}
