/**
 * The one seam below the SDK clients: how a request of an Azure or Kubernetes client leaves the process. Without a
 * transport each SDK uses its own network stack.
 */
export interface WireRequest {
  method: string;
  /** Absolute. */
  url: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array;
  signal?: AbortSignal;
}

export interface WireResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** A stream for watches and followed logs. */
  body: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** Rejects only when no answer arrived (refused, reset, timed out, aborted). */
export type Transport = (request: WireRequest) => Promise<WireResponse>;
