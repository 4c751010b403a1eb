/**
 * Turns what the Azure SDKs throw into a ClientFault. Only Azure's own code and message are taken over: never the
 * request, whose headers hold the token.
 */
import type { ArmRight } from "../domain/inventory.ts";
import { azureRetryClass, ClientFault, type FaultDetails } from "./errors.ts";
import { networkReason } from "./networkFailure.ts";
import { unpackProvisioningError } from "./provisioningError.ts";
import { parseRetryAfter } from "./retryAfter.ts";

/** The shape of RestError, without loading the SDK. */
interface RestErrorShape extends Error {
  code?: string;
  statusCode?: number;
  details?: unknown;
  response?: { headers: { get(name: string): string | undefined } };
}

/** `right`: what the operation needs, told when that is what is missing. */
export function azureFault(error: unknown, operation: string, right?: ArmRight): ClientFault {
  if (error instanceof ClientFault) return error;
  if (!(error instanceof Error)) return unexpected(String(error), operation);
  if (error.name === "RestError") return ofRestError(error, operation, right);
  if (error.name === "AbortError") return unreachable("it did not answer in time", operation);
  if (TOKEN_ERRORS.has(error.name)) return ofTokenError(error, operation);
  return unexpected(error.message, operation);
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && error.name === "RestError" ? (error as RestErrorShape).statusCode : undefined;
}

/** Azure's code for the failure: Resource Manager's, or the Table service's, which the SDK leaves in its details. */
export function azureCodeOf(error: unknown): string | undefined {
  const { code, details } = error as RestErrorShape;
  return code ?? tableError(details)?.code;
}

function ofRestError(error: RestErrorShape, operation: string, right: ArmRight | undefined): ClientFault {
  const { statusCode: status } = error;
  // The SDK's message for this one quotes the whole answer, which may be a kubeconfig.
  if (error.code === "PARSE_ERROR") return unreadableAnswer(operation);
  if (status === undefined) return unreachable(networkReason(error), operation);
  const told = {
    code: azureCodeOf(error) ?? `Http${status}`,
    message: tableError(error.details)?.message?.value ?? error.message,
    details: armDetails(error.details),
  };
  const { code, message } = unpackProvisioningError(told);
  const retryAfterSeconds = parseRetryAfter(error.response?.headers.get("retry-after"));
  const details: FaultDetails = {
    code: ownCode(status, code),
    retry: azureRetryClass(code, status),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    operation,
    status,
    ...(code === FORBIDDEN && right !== undefined ? { missingRight: right } : {}),
  };
  return new ClientFault(`${operation} was refused with ${status} ${code}: ${message}`, details);
}

/** Resource Manager's; other refusals with 403, such as a policy's, are not cured by a role. */
const FORBIDDEN = "AuthorizationFailed";

function ownCode(status: number, code: string): string {
  if (status === 401) return "TokenRejected";
  // Each provider has a name of its own for it.
  if (status === 429) return "Throttled";
  return code === FORBIDDEN ? "MissingArmPermission" : code;
}

interface TableErrorShape {
  code?: string;
  message?: { value?: string };
}

function tableError(details: unknown): TableErrorShape | undefined {
  return (details as { odataError?: TableErrorShape } | undefined)?.odataError;
}

function armDetails(details: unknown): readonly { code?: string; message?: string }[] {
  return (details as { error?: { details?: { code?: string; message?: string }[] } } | undefined)?.error?.details ?? [];
}

/** What @azure/identity throws, and the pipeline on its behalf. */
const TOKEN_ERRORS: ReadonlySet<string> = new Set([
  "CredentialUnavailableError",
  "AuthenticationError",
  "AuthenticationRequiredError",
  "AggregateAuthenticationError",
]);

function ofTokenError(error: Error & { statusCode?: number }, operation: string): ClientFault {
  const refused = error.statusCode !== undefined && error.statusCode < 500 && error.statusCode !== 429;
  return new ClientFault(`${operation} needs a token and got none: ${error.message}`, {
    code: "TokenUnavailable",
    retry: refused ? "never" : "soon",
    operation,
  });
}

/** Whether it was carried out is not known. */
export function unreadableAnswer(operation: string): ClientFault {
  return unreachable("its answer could not be read", operation);
}

function unreachable(reason: string, operation: string): ClientFault {
  return new ClientFault(`${operation} got no answer from Azure: ${reason}`, {
    code: "AzureUnreachable",
    retry: "soon",
    operation,
  });
}

function unexpected(reason: string, operation: string): ClientFault {
  return new ClientFault(`${operation} failed: ${reason}`, { code: "Unexpected", retry: "never", operation });
}
