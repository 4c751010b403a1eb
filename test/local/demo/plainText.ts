/** Lines as a person reads them, without colour. */
import { inkLine, type Line } from "../../../local/demo/terminal/line.ts";

export function textOf(lines: readonly Line[]): string[] {
  return lines.map((line) => inkLine(line, false));
}
