/**
 * The network of a process that may be killed: from its end on nothing leaves it, and no answer arrives. What the world
 * has received it carries out all the same.
 */
import type { Transport, WireRequest } from "../world/wire.ts";
import { unlessAborted } from "./unlessAborted.ts";

export interface MortalTransportOptions {
  network: Transport;
  /** Aborted at the end of the process. */
  life: AbortSignal;
  /**
   * Where a managed identity answers: stays reachable. MSAL keeps its first network for as long as the real process
   * lives (ManagedIdentityClient.identitySource is static), and an identity changes nothing.
   */
  identityUrl: string;
  /** The request was answered with success, and the app has not heard of it; may end the life. */
  onAnswered(request: WireRequest): void;
}

export function createMortalTransport({ network, life, identityUrl, onAnswered }: MortalTransportOptions): Transport {
  return async (request) => {
    if (request.url.startsWith(identityUrl)) return network(request);
    life.throwIfAborted();
    const signal = request.signal === undefined ? life : AbortSignal.any([life, request.signal]);
    const response = await unlessAborted(life, network({ ...request, signal }));
    if (response.status < 300) onAnswered(request);
    life.throwIfAborted();
    return response;
  };
}
