/** Where the SDK's pollers look: the status of an operation, and its result. */
import { emptyResponse, jsonResponse } from "../../world/wire.ts";
import type { ArmWorld } from "./armWorld.ts";
import { CONTAINER_SERVICE_VERSIONS } from "./clusterRoutes.ts";
import { notFound } from "./lookups.ts";
import type { ArmCall, Route } from "./router.ts";
import type { StoredOperation } from "./state.ts";
import { operationView } from "./views.ts";

const LOCATION_TEMPLATE = "/subscriptions/{subscriptionId}/providers/Microsoft.ContainerService/locations/{location}";
const POLL_AGAIN = { "retry-after": "10" };

export function operationRoutes(arm: ArmWorld): Route[] {
  const common = { method: "GET", apiVersions: CONTAINER_SERVICE_VERSIONS, bucket: "operationStatus" } as const;
  return [
    {
      ...common,
      template: `${LOCATION_TEMPLATE}/operations/{operation}`,
      action: "Microsoft.ContainerService/locations/operations/read",
      run(call) {
        const operation = requireOperation(arm, call);
        const view = operationView(call.parameter("location"), operation);
        return jsonResponse(200, view, operation.status === "InProgress" ? POLL_AGAIN : {});
      },
    },
    {
      ...common,
      template: `${LOCATION_TEMPLATE}/operationresults/{operation}`,
      action: "Microsoft.ContainerService/locations/operationresults/read",
      run(call) {
        const operation = requireOperation(arm, call);
        return operation.status === "InProgress" ? emptyResponse(202, POLL_AGAIN) : emptyResponse(204);
      },
    },
  ];
}

function requireOperation(arm: ArmWorld, call: ArmCall): StoredOperation {
  const operation = arm.state.operations.get(call.parameter("operation"));
  if (operation !== undefined && operation.subscriptionId === call.parameter("subscriptionId")) return operation;
  throw notFound("NotFound", `Operation '${call.parameter("operation")}' was not found.`);
}
