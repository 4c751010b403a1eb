/** Why no answer arrived, in words that a person can act on. Understands Node's, undici's and the Azure SDKs' errors. */

/** Thrown where a request leaves the process, so that "no answer" is told apart from every other error. */
export class NetworkFailure extends Error {
  constructor(cause: unknown) {
    super(networkReason(cause), { cause });
    this.name = "NetworkFailure";
  }
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, "the connection was refused"],
  [/^(ENOTFOUND|EAI_\w+)$/, "its name cannot be resolved (a private cluster needs the app in its network)"],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, "the connection was lost"],
  [/^(ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/, "it did not answer in time"],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, "there is no route to it"],
  [/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/, "its certificate was not accepted"],
];

export function networkReason(error: unknown): string {
  const chain = causes(error);
  const codes = chain.map((link) => link.code).filter((code) => typeof code === "string");
  for (const code of codes) {
    const known = REASONS.find(([pattern]) => pattern.test(code));
    if (known !== undefined) return `${known[1]} (${code})`;
  }
  return chain.at(-1)?.message ?? String(error);
}

type Link = Error & { code?: unknown };

/** The error, then what caused it, innermost last. A multi-address connect fails with an AggregateError: its first one counts. */
function causes(error: unknown): Link[] {
  if (!(error instanceof Error)) return [];
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return [error, ...causes(inner)];
}
