/** Everything that reaches the host over HTTP: the durable API, then the app's HTTP functions. */

import { emptyResponse, type WireHandler } from "../../world/wire.ts";
import { handleDurableApi } from "../api/durableApi.ts";
import type { HostRuntime } from "../runtime.ts";
import { admit, type FrontDoor } from "./frontDoor.ts";
import { createFunctionRouter } from "./functionRouter.ts";
import { callHttpFunction } from "./httpTrigger.ts";

export function createRequestHandler(
  runtime: HostRuntime,
  origin: () => string,
  door: FrontDoor | undefined,
): WireHandler {
  const router = createFunctionRouter(runtime.app, runtime.config.routePrefix);
  return async (request) => {
    const release = runtime.clock.hold();
    try {
      const { pathname } = new URL(request.url);
      runtime.boundary("request:received", pathname);
      const durable = handleDurableApi(runtime, origin(), request);
      if (durable !== undefined) {
        runtime.boundary("request:committed", pathname);
        return durable;
      }
      const call = router.find(request.method, pathname);
      if (call === undefined) return emptyResponse(404);
      const admission = admit(door, call.fn, request);
      return admission.ok ? await callHttpFunction(runtime, call, admission.request) : admission.answer;
    } finally {
      release();
    }
  };
}
