/**
 * AKS wraps the reason why an operation failed: in `details`, as JSON in the message, or as Go's `Code="..." Message="..."`.
 * The wrapper says nothing about what to do; the innermost code does.
 */
import { toldText } from "../domain/toldText.ts";

export interface AzureErrorBody {
  readonly code?: string;
  readonly message?: string;
  readonly details?: readonly AzureErrorBody[];
}

const WRAPPERS: ReadonlySet<string> = new Set([
  "CreateVMSSAgentPoolFailed",
  "ReconcileVMSSAgentPoolFailed",
  "ResourceOperationFailure",
]);

export function unpackProvisioningError(error: AzureErrorBody): { code: string; message: string } {
  return unpack(error, MOST_WRAPPERS);
}

const MOST_WRAPPERS = 20;

function unpack(error: AzureErrorBody, most: number): { code: string; message: string } {
  const code = error.code ?? "Unknown";
  const message = error.message ?? "Azure gave no reason";
  if (!WRAPPERS.has(code) || most === 0) return { code, message: toldText(message) };
  const inner = error.details?.find((detail) => detail.code !== undefined) ?? jsonIn(message) ?? goErrorIn(message);
  return inner === undefined ? { code, message: toldText(message) } : unpack(inner, most - 1);
}

function jsonIn(message: string): AzureErrorBody | undefined {
  const start = message.indexOf("{");
  const end = message.lastIndexOf("}");
  if (start < 0 || end < start) return undefined;
  try {
    const body = JSON.parse(message.slice(start, end + 1)) as AzureErrorBody & { error?: AzureErrorBody };
    const error = body.error ?? body;
    return typeof error.code === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}

function goErrorIn(message: string): AzureErrorBody | undefined {
  const found = /Code="(?<code>[^"]+)" Message="(?<message>(?:[^"\\]|\\.)*)"/.exec(message)?.groups;
  if (found === undefined) return undefined;
  return { code: found["code"] ?? "", message: (found["message"] ?? "").replaceAll('\\"', '"') };
}
