/** Items one after the other, on as many lines of at most `width` columns as they need. An item stays in one piece. */
import { type Line, span, widthOf } from "./line.ts";

const GAP = "   ";

export function flow(items: readonly Line[], width: number): Line[] {
  const lines: Line[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const fits = last !== undefined && widthOf(last) + GAP.length + widthOf(item) <= width;
    if (fits) lines[lines.length - 1] = [...last, span(GAP), ...item];
    else lines.push(item);
  }
  return lines;
}
