/**
 * The worker's typed data, and how the Functions host turns payloads of durable functions into it and back. The odd
 * cases are the production host's: they are kept, because code that relies on anything else breaks there.
 */
export interface RpcTypedData {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  int?: number;
  double?: number;
  http?: RpcHttp;
}

export interface RpcHttp {
  method?: string;
  url?: string;
  statusCode?: string;
  headers?: Record<string, string>;
  nullableHeaders?: Record<string, { value: string }>;
  nullableQuery?: Record<string, { value: string }>;
  nullableParams?: Record<string, { value: string }>;
  cookies?: RpcCookie[];
  body?: RpcTypedData | null;
}

export interface RpcCookie {
  name: string;
  value: string;
  path?: { value: string };
  domain?: { value: string };
  maxAge?: { value: number };
  expires?: { value: { seconds: number } };
  secure?: { value: boolean };
  httpOnly?: { value: boolean };
  sameSite?: string;
}

/**
 * An activity's input on its way to the worker. The host converts every input to .NET text: an object to its JSON,
 * a boolean to "True" or "False", null to nothing at all.
 */
export function activityInputData(input: unknown): RpcTypedData {
  if (input === null || input === undefined) return {};
  if (typeof input === "string") return { string: input };
  if (typeof input === "boolean") return { string: input ? "True" : "False" };
  return { string: JSON.stringify(input) };
}

/** A function's return value as the JSON text that goes into the history; null when it returned nothing. */
export function resultJson(data: RpcTypedData | null | undefined): string | null {
  if (data === null || data === undefined) return null;
  if (data.json !== undefined) return data.json;
  if (data.string !== undefined) return JSON.stringify(data.string);
  if (data.int !== undefined) return JSON.stringify(data.int);
  if (data.double !== undefined) return JSON.stringify(data.double);
  if (data.bytes !== undefined) return JSON.stringify(Buffer.from(data.bytes).toString("base64"));
  return null;
}
