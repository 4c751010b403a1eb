/** Refusals as Kubernetes words them: a Status object with reason, code and details. */
import type { ResourceKind } from "./kinds/resourceKind.ts";
import type { StatusCause } from "./statusCause.ts";

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

export interface Status {
  kind: "Status";
  apiVersion: "v1";
  metadata: object;
  status: "Success" | "Failure";
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code?: number;
}

export class StatusError extends Error {
  readonly status: Status;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      reason,
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

type Named = Pick<ResourceKind, "group" | "plural" | "kind">;

export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", message);
}

export function unauthorized(): StatusError {
  return new StatusError(401, "Unauthorized", "Unauthorized");
}

export function routeNotFound(method: string, path: string): StatusError {
  return new StatusError(404, "NotFound", `the server could not find the requested resource (${method} ${path})`, {});
}

export function methodNotAllowed(method: string, path: string): StatusError {
  return new StatusError(
    405,
    "MethodNotAllowed",
    `the server does not allow this method on the requested resource (${method} ${path})`,
    {},
  );
}

export function notFound(kind: Named, name: string): StatusError {
  return new StatusError(404, "NotFound", `${qualified(kind)} "${name}" not found`, detailsOf(kind, name));
}

export function alreadyExists(kind: Named, name: string): StatusError {
  return new StatusError(409, "AlreadyExists", `${qualified(kind)} "${name}" already exists`, detailsOf(kind, name));
}

export function conflict(kind: Named, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(kind)} "${name}": ${why}`;
  return new StatusError(409, "Conflict", message, detailsOf(kind, name));
}

export function invalid(kind: Named, name: string, causes: readonly StatusCause[]): StatusError {
  const wordings = causes.map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`));
  const listed = wordings.length === 1 ? wordings[0] : `[${wordings.join(", ")}]`;
  const message = `${kind.kind}${kind.group === "" ? "" : `.${kind.group}`} "${name}" is invalid: ${listed}`;
  return new StatusError(422, "Invalid", message, {
    ...detailsOf(kind, name),
    kind: kind.kind,
    causes: [...causes],
  });
}

export function forbidden(kind: Named, name: string, why: string, causes?: StatusCause[]): StatusError {
  const subject = name === "" ? qualified(kind) : `${qualified(kind)} "${name}"`;
  const details = { ...detailsOf(kind, name), ...(causes === undefined ? {} : { causes }) };
  return new StatusError(403, "Forbidden", `${subject} is forbidden: ${why}`, details);
}

export function internalError(message: string): StatusError {
  return new StatusError(500, "InternalError", `Internal error occurred: ${message}`);
}

export function expired(message: string): StatusError {
  return new StatusError(410, "Expired", message);
}

export function unsupportedMediaType(found: string, accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format (${found}) - accepted media types include: ${accepted.join(", ")}`;
  return new StatusError(415, "UnsupportedMediaType", message, {});
}

/** `what`: a kind, or a field of one. */
export function unreadableProtobuf(what: string): StatusError {
  const message = `this simulated API server does not read ${what} in protobuf: send JSON or YAML`;
  return new StatusError(415, "UnsupportedMediaType", message, {});
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${accepted.join(", ")}`;
  return new StatusError(406, "NotAcceptable", message, {});
}

/** What the simulator does not do although Kubernetes would: said by name, never guessed. */
export function notSimulated(what: string): StatusError {
  return new StatusError(501, "NotImplemented", `this simulated API server does not support ${what}`, {});
}

function qualified({ plural, group }: Named): string {
  return group === "" ? plural : `${plural}.${group}`;
}

function detailsOf({ plural, group }: Named, name: string): StatusDetails {
  return { ...(name === "" ? {} : { name }), ...(group === "" ? {} : { group }), kind: plural };
}
