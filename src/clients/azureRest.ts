/**
 * Calls to Azure Resource Manager that need no SDK of their own. This is the only file that loads the pipeline for
 * them: import it dynamically (azureCalls.ts), so that a cold start does not pay for it.
 */
import type { TokenCredential } from "@azure/core-auth";
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type PipelineRequest,
  type PipelineResponse,
  RestError,
} from "@azure/core-rest-pipeline";
import * as z from "zod";
import { inShape } from "./answerShape.ts";
import { type AzureEndpoint, azurePipelineOptions } from "./azurePipeline.ts";

/** The audience that Resource Manager's SDKs use too. */
const ARM_SCOPE = "https://management.azure.com/.default";

export interface AzureAddress {
  /** Below the endpoint: "/subscriptions/…". */
  path: string;
  apiVersion: string;
}

export interface ListQuery extends AzureAddress {
  filter?: string;
}

/** Each throws what the SDKs throw. */
export interface AzureRest {
  /** Every item of every page. */
  list(query: ListQuery): Promise<unknown[]>;
  get(address: AzureAddress): Promise<unknown>;
  /** Without a body. */
  post(address: AzureAddress): Promise<unknown>;
  /** Only if the resource is still the one of that etag. */
  put(address: AzureAddress, body: unknown, etag: string): Promise<unknown>;
}

export function openAzureRest(credential: TokenCredential, endpoint: AzureEndpoint): AzureRest {
  const { additionalPolicies, httpClient = createDefaultHttpClient(), ...options } = azurePipelineOptions(endpoint);
  const pipeline = createPipelineFromOptions(options);
  for (const { policy } of additionalPolicies) pipeline.addPolicy(policy);
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: ARM_SCOPE }));

  async function send(method: "GET" | "POST" | "PUT", url: string, content: Content = {}): Promise<unknown> {
    const { body, headers = {} } = content;
    const request = createPipelineRequest({
      method,
      url,
      headers: createHttpHeaders({ accept: "application/json", ...headers }),
      ...(body === undefined ? {} : { body }),
    });
    const response = await pipeline.sendRequest(httpClient, request);
    if (response.status !== 200 && response.status !== 201) throw refusal(request, response);
    return bodyOf(request, response);
  }

  return {
    async list(query) {
      const items: unknown[] = [];
      let url: string | undefined = urlOf(endpoint.endpoint, query);
      for (let pages = 0; url !== undefined; pages++) {
        if (pages === MOST_PAGES) throw new Error(`the list has no end: more than ${MOST_PAGES} pages`);
        const page: z.infer<typeof pageSchema> = inShape(pageSchema, await send("GET", url));
        items.push(...page.value);
        url = page.nextLink ?? undefined;
      }
      return items;
    },
    get: (address) => send("GET", urlOf(endpoint.endpoint, address)),
    post: (address) => send("POST", urlOf(endpoint.endpoint, address)),
    put: (address, body, etag) =>
      send("PUT", urlOf(endpoint.endpoint, address), {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json", "if-match": etag },
      }),
  };
}

const MOST_PAGES = 200;

interface Content {
  body?: string;
  headers?: Record<string, string>;
}

const pageSchema = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

function urlOf(endpoint: string, { path, apiVersion, filter }: ListQuery): string {
  const url = new URL(path, endpoint);
  url.searchParams.set("api-version", apiVersion);
  if (filter !== undefined) url.searchParams.set("$filter", filter);
  return url.href;
}

const errorSchema = z.object({ error: z.looseObject({ code: z.string(), message: z.string() }) });

/** As the SDKs make it of the same answer. */
function refusal(request: PipelineRequest, response: PipelineResponse): RestError {
  const { status, bodyAsText } = response;
  const body = errorSchema.safeParse(parseJson(bodyAsText)).data;
  const error = new RestError(body?.error.message ?? "no reason given", { statusCode: status, request, response });
  if (body !== undefined) Object.assign(error, { code: body.error.code, details: body });
  return error;
}

function bodyOf(request: PipelineRequest, response: PipelineResponse): unknown {
  const body = parseJson(response.bodyAsText);
  if (body !== undefined) return body;
  throw new RestError("the answer is not JSON", { code: RestError.PARSE_ERROR, request, response });
}

function parseJson(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? "") as unknown;
  } catch {
    return undefined;
  }
}
