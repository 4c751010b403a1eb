/**
 * Entity group transactions: up to 100 writes of one partition in a multipart body, all or nothing. A refused part
 * makes the whole answer that part's error, with the part's index before its message.
 */
import type { EntityStore } from "./entityStore.ts";
import { writeEntity, writtenKey } from "./entityWrites.ts";
import { errorBody, invalidInput, TableError } from "./tableError.ts";
import { readTableRequest, type TableRequest, type TableResponse } from "./tableRequest.ts";

const MAX_PARTS = 100;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** `atomically` runs its argument in a transaction that a throw undoes. */
export function runBatch(
  store: EntityStore,
  request: TableRequest,
  atomically: (run: () => TableResponse[]) => TableResponse[],
): TableResponse {
  if (Buffer.byteLength(request.body) > MAX_BODY_BYTES) {
    throw new TableError(413, "RequestBodyTooLarge", "The request body is larger than the maximum allowed size (4MB).");
  }
  const parts = readParts(request);
  let index = 0;
  try {
    const responses = atomically(() => {
      checkParts(parts);
      return parts.map((part, position) => {
        index = position;
        return writeEntity(store, part);
      });
    });
    return render(request, responses.map(renderPart));
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    const body = errorBody(error, `${index}:${error.message}`);
    const headers = { "content-type": "application/json;odata=minimalmetadata;charset=utf-8" };
    return render(request, [renderPart({ status: error.status, headers, body })]);
  }
}

function checkParts(parts: readonly TableRequest[]): void {
  if (parts.length > MAX_PARTS) {
    throw invalidInput(`The batch request operation exceeds the maximum ${MAX_PARTS} changes per change set.`);
  }
  const keys = parts.map(writtenKey);
  if (new Set(keys.map(({ partitionKey }) => partitionKey)).size > 1) {
    const message = "All commands in a batch must operate on same entity group.";
    throw new TableError(400, "CommandsInBatchActOnDifferentPartitions", message);
  }
  if (new Set(keys.map(({ rowKey }) => rowKey)).size < keys.length) {
    throw new TableError(400, "InvalidDuplicateRow", "The batch request contains multiple changes with same row key.");
  }
}

function readParts({ headers, body }: TableRequest): TableRequest[] {
  const batch = boundaryIn(headers["content-type"] ?? "");
  const changeset = boundaryIn(/^content-type:(.*)$/im.exec(between(body, batch)[0] ?? "")?.[1] ?? "");
  return between(body, changeset).map(readPart);
}

function boundaryIn(contentType: string): string {
  const boundary = /boundary="?([^";\s]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw invalidInput(`No multipart boundary in content type '${contentType.trim()}'.`);
  return boundary;
}

function between(body: string, boundary: string): string[] {
  return body.split(`--${boundary}`).slice(1, -1);
}

/** MIME headers, an empty line, then an HTTP request. */
function readPart(part: string): TableRequest {
  const [, head = "", ...rest] = part.split(/\r?\n\r?\n/);
  const [requestLine = "", ...headerLines] = head.trim().split(/\r?\n/);
  const [method, url] = requestLine.split(" ");
  if (method === undefined || url === undefined)
    throw invalidInput(`A batch part has no request line: '${requestLine}'.`);
  const headers = Object.fromEntries(headerLines.map(readHeader));
  return readTableRequest({ method, url, headers, body: new TextEncoder().encode(rest.join("\n\n").trim()) });
}

function readHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
}

function renderPart({ status, headers, body }: TableResponse): string {
  const lines = Object.entries(headers).map(([name, value]) => `${SPELLINGS[name] ?? name}: ${value}`);
  const mime = ["Content-Type: application/http", "Content-Transfer-Encoding: binary", ""];
  return [...mime, `HTTP/1.1 ${status} ${REASONS[status] ?? "Error"}`, ...lines, "", body].join("\r\n");
}

/** The SDK reads these two with expressions that mind the case. */
const SPELLINGS: Record<string, string> = { etag: "ETag", dataserviceid: "DataServiceId" };
const REASONS: Record<number, string> = { 201: "Created", 204: "No Content" };

function render(request: TableRequest, parts: readonly string[]): TableResponse {
  const id = boundaryIn(request.headers["content-type"] ?? "").replace(/^batch_/, "");
  const changeset = parts.map((part) => `--changesetresponse_${id}\r\n${part}\r\n`).join("");
  const body = [
    `--batchresponse_${id}`,
    `Content-Type: multipart/mixed; boundary=changesetresponse_${id}`,
    "",
    `${changeset}--changesetresponse_${id}--`,
    `--batchresponse_${id}--`,
    "",
  ].join("\r\n");
  return { status: 202, headers: { "content-type": `multipart/mixed; boundary=batchresponse_${id}` }, body };
}
