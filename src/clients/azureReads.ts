/**
 * Lists of Azure Resource Manager that are read without an SDK of their own. This is the only file that loads the
 * pipeline for them: import it dynamically, so that a cold start does not pay for it.
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
import { z } from "zod";
import { inShape } from "./answerShape.ts";
import { type AzureEndpoint, azurePipelineOptions } from "./azurePipeline.ts";

/** The audience that Resource Manager's SDKs use too. */
const ARM_SCOPE = "https://management.azure.com/.default";

export interface ListQuery {
  /** Below the endpoint: "/subscriptions/…". */
  path: string;
  apiVersion: string;
  filter?: string;
}

/** Every item of every page. Throws what the SDKs throw. */
export type ListAll = (query: ListQuery) => Promise<unknown[]>;

export function openAzureReads(credential: TokenCredential, endpoint: AzureEndpoint): ListAll {
  const { additionalPolicies, httpClient = createDefaultHttpClient(), ...options } = azurePipelineOptions(endpoint);
  const pipeline = createPipelineFromOptions(options);
  for (const { policy } of additionalPolicies) pipeline.addPolicy(policy);
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: ARM_SCOPE }));

  async function readPage(url: string): Promise<Page> {
    const request = createPipelineRequest({ url, headers: createHttpHeaders({ accept: "application/json" }) });
    const response = await pipeline.sendRequest(httpClient, request);
    if (response.status !== 200) throw refusal(request, response);
    return inShape(pageSchema, bodyOf(request, response));
  }

  return async (query) => {
    const items: unknown[] = [];
    let url: string | undefined = firstPage(endpoint.endpoint, query);
    while (url !== undefined) {
      const { value, nextLink } = await readPage(url);
      items.push(...value);
      url = nextLink ?? undefined;
    }
    return items;
  };
}

const pageSchema = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

type Page = z.infer<typeof pageSchema>;

function firstPage(endpoint: string, { path, apiVersion, filter }: ListQuery): string {
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
