import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findTableHeader } from "../../src/domain/tomlLines.ts";

/** What follows the header's line. */
function after(text: string, ...path: string[]): string | undefined {
  const header = findTableHeader(text, path);
  return header === undefined ? undefined : text.slice(header.end);
}

describe("a table's header", () => {
  it.each([
    ["bare", "[a.b]\nrest"],
    ["in double quotes", '["a"."b"]\nrest'],
    ["in single quotes", "['a'.'b']\nrest"],
    ["with spaces", "  [ a . 'b' ]  \nrest"],
    ["with a comment", "[a.b] # [c]\nrest"],
    ["with Windows line ends", "x = 1\r\n[a.b]\r\nrest"],
    ["after an array over lines", "x = [\n[1],\n]\n[a.b]\nrest"],
    ["after a multi-line string", 'x = """\n[c]"""\n[a.b]\nrest'],
    ["after a string that ends in its own quotes", "x = '''y''''' # '\n[a.b]\nrest"],
    ["after a comment with quotes", '# it\'s """ [\n[a.b]\nrest'],
  ])("is found when it is written %s", (_how, text) => {
    expect(after(text, "a", "b")).toBe("rest");
  });

  it.each([
    ["in a multi-line string", 'x = """\n[a.b]\n"""'],
    ["in a multi-line literal", "x = '''\n[a.b]\n'''"],
    ["in an array", "x = [\n[a.b]\n]"],
    ["of an array of tables", "[[a.b]]\n"],
    ["of a table above", "[a]\nb.c = 1\n"],
    ["of a table below", "[a.b.c]\n"],
    ["in a comment", "# [a.b]\n"],
  ])("is not found %s", (_where, text) => {
    expect(after(text, "a", "b")).toBeUndefined();
  });

  it("keeps a quoted part with dots in one piece", () => {
    expect(after("[a.'b.c']\nrest", "a", "b.c")).toBe("rest");
    expect(after("[a.b.c]\nrest", "a", "b.c")).toBeUndefined();
  });

  it("ends where the text ends when no newline follows", () => {
    expect(after("[a]", "a")).toBe("");
  });

  it("ends at the end of a line in any text", () => {
    const pieces = fc.constantFrom(
      "[a]",
      '"""',
      "'''",
      "\n",
      "\r\n",
      "\\",
      '"',
      "'",
      "#",
      "[",
      "]",
      "{",
      "}",
      "=",
      "x",
      "\u2028",
    );
    fc.assert(
      fc.property(fc.array(pieces), (text) => {
        const joined = text.join("");
        const header = findTableHeader(joined, ["a"]);
        const end = header?.end ?? joined.length;
        expect(joined.slice(0, end).endsWith("\n") || end === joined.length).toBe(true);
      }),
    );
  });
});
