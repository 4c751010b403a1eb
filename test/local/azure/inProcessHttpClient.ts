/** The Azure SDKs' network stack replaced by a function call: each request holds the virtual clock until it is answered. */
import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from "@azure/core-rest-pipeline";
import type { Clock } from "../../../local/world/clock.ts";
import { createInProcessTransport } from "../../../local/world/inProcess.ts";
import type { WireHandler } from "../../../local/world/wire.ts";

export function inProcessHttpClient(host: string, handler: WireHandler, clock: Clock): HttpClient {
  const transport = createInProcessTransport(new Map([[host, handler]]), clock);
  return {
    async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
      const response = await transport({
        method: request.method,
        url: request.url,
        headers: request.headers.toJSON(),
        body: new TextEncoder().encode((request.body as string | undefined) ?? ""),
      });
      const body = response.body as string;
      return { request, status: response.status, headers: createHttpHeaders(response.headers), bodyAsText: body };
    },
  };
}
