/**
 * NotifierPort over HTTPS. Where a request goes is decided twice: by its host, against configuration, and by the address
 * that its name has at the moment of the connection, so that a name that changes its address leads nowhere else.
 */
import { lookup as lookupName } from "node:dns";
import { request as sendRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { type AllowedHost, isAllowedHost, mayBePrivate } from "../domain/notify/notifyAllowance.ts";
import { ClientFault, type RetryClass } from "./errors.ts";
import { networkReason } from "./networkFailure.ts";
import type { NotifierPort } from "./ports.ts";
import { isPublicAddress } from "./publicAddress.ts";
import { parseRetryAfter } from "./retryAfter.ts";
import type { Transport } from "./transport.ts";

const TIMEOUT_MS = 15_000;

export interface NotifierOptions {
  allowed: readonly AllowedHost[];
  /** Left out: over the network. */
  transport?: Transport;
  /** Left out: the machine's resolver. */
  lookup?: LookupFunction;
  timeoutMs?: number;
}

interface Answer {
  status: number;
  retryAfter?: string | undefined;
}

export function createNotifier({
  allowed,
  transport,
  lookup = lookupName,
  timeoutMs = TIMEOUT_MS,
}: NotifierOptions): NotifierPort {
  return {
    async post(url, headers, body) {
      const operation = `POST ${new URL(url).host}`;
      if (!isAllowedHost(url, allowed)) throw refusal(operation, "LAMPLIGHTER_NOTIFY_ALLOW does not name it");
      const outgoing = { url, headers, body, signal: AbortSignal.timeout(timeoutMs) };
      judge(operation, await attempt(operation, outgoing, mayBePrivate(url, allowed) ? lookup : publicOnly(lookup)));
    },
  };

  async function attempt(operation: string, outgoing: Outgoing, resolve: LookupFunction): Promise<Answer> {
    try {
      if (transport !== undefined) return await overTransport(transport, outgoing);
      await resolveLiteral(outgoing.url, resolve);
      return await overNetwork(outgoing, resolve);
    } catch (error) {
      if (error instanceof PrivateAddress) throw refusal(operation, error.message);
      const message = `${operation}: no answer: ${networkReason(error)}`;
      throw new ClientFault(message, { code: "ReceiverUnreachable", retry: "soon", operation }, error);
    }
  }
}

interface Outgoing {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  signal: AbortSignal;
}

/** A connection of its own: one that is kept open was checked for another request. Redirects are answers. */
function overNetwork({ url, headers, body, signal }: Outgoing, lookup: LookupFunction): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method: "POST", agent: false, headers: { ...headers, "user-agent": USER_AGENT }, lookup, signal };
    const request = sendRequest(url, options, (response) => {
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"] });
      // What it says beside its status is nobody's business here.
      response.once("error", () => {});
      response.destroy();
    });
    request.once("error", reject);
    request.end(body);
  });
}

const USER_AGENT = "lamplighter";

async function overTransport(transport: Transport, { url, headers, body, signal }: Outgoing): Promise<Answer> {
  const request = { method: "POST", url, headers: { ...headers }, body: new TextEncoder().encode(body), signal };
  const { status, headers: answered } = await transport(request);
  return { status, retryAfter: answered["retry-after"] };
}

class PrivateAddress extends Error {
  constructor(address: string) {
    super(
      `it is at ${address}, which is not on the internet, and LAMPLIGHTER_NOTIFY_ALLOW does not say private: for it`,
    );
    this.name = "PrivateAddress";
  }
}

/** Every address of a name must be public: which one is taken is not ours to choose. */
function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, options, (error, found, family) => {
      const addresses = typeof found === "string" ? [found] : (found ?? []).map(({ address }) => address);
      const inside = error === null ? addresses.find((address) => !isPublicAddress(address)) : undefined;
      if (inside === undefined) callback(error, found, family);
      else callback(new PrivateAddress(inside), []);
    });
}

/** Node connects to a literal address without looking it up. */
function resolveLiteral(url: string, lookup: LookupFunction): Promise<void> {
  const address = new URL(url).hostname.replaceAll(/^\[|\]$/g, "");
  if (isIP(address) === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    lookup(address, {}, (error) => (error === null ? resolve() : reject(error)));
  });
}

function judge(operation: string, { status, retryAfter }: Answer): void {
  if (status >= 200 && status < 300) return;
  const redirected = status >= 300 && status < 400 ? "; redirects are not followed" : "";
  const retryAfterSeconds = parseRetryAfter(retryAfter);
  throw new ClientFault(`${operation}: it answered ${status}${redirected}`, {
    code: `Http${status}`,
    retry: retryClassOf(status),
    operation,
    status,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/** 408, 425, 429 and what begins with 5 may pass; anything else needs somebody. */
function retryClassOf(status: number): RetryClass {
  return [408, 425, 429].includes(status) || status >= 500 ? "soon" : "never";
}

function refusal(operation: string, reason: string): ClientFault {
  return new ClientFault(`${operation}: not sent: ${reason}`, { code: "HostNotAllowed", retry: "never", operation });
}
