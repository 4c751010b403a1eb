/**
 * Stack traces that name source files though the code is minified. Node's own support reads every source map when the
 * code is loaded, an eighth of a cold start; here a map is read when somebody looks at a stack that goes through its file.
 */
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";

/** For the whole process, and for files whose URL begins with `folder` alone. A map that cannot be read is done without. */
export function nameSourcesInStackTraces(folder: string): void {
  const mapOf = rememberMaps();
  Error.prepareStackTrace = (error, frames) => {
    const lines = frames.map((frame) => `    at ${inSource(frame, folder, mapOf)}`);
    return [Error.prototype.toString.call(error), ...lines].join("\n");
  };
}

type MapOf = (url: string) => SourceMap | undefined;

function rememberMaps(): MapOf {
  const maps = new Map<string, SourceMap | undefined>();
  return (url) => {
    if (!maps.has(url)) maps.set(url, readMap(url));
    return maps.get(url);
  };
}

function readMap(url: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, "utf8")) as SourceMapPayload);
  } catch {
    return undefined;
  }
}

/** "claim (src/http/claimCluster.ts:24:9)". */
function inSource(frame: NodeJS.CallSite, folder: string, mapOf: MapOf): string {
  const text = String(frame); // oxlint-disable-line typescript/no-base-to-string -- a call site has a text of its own
  const [url, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()];
  if (!url?.startsWith(folder) || line === null || column === null) return text;
  const origin = mapOf(url)?.findOrigin(line, column);
  if (origin === undefined || !("fileName" in origin)) return text;
  const source = origin.fileName.replace(/^(\.\.\/)+/, "");
  return text.replace(`${url}:${line}:${column}`, `${source}:${origin.lineNumber}:${origin.columnNumber}`);
}
