/** Preview features of a subscription: their state, and registering, which takes its time; and telling AKS of them. */
import { jsonResponse } from "../../world/wire.ts";
import type { ArmWorld } from "./armWorld.ts";
import { requireSubscription } from "./lookups.ts";
import type { ArmCall, Route } from "./router.ts";
import type { FeatureState } from "./settings.ts";

const FEATURE_TEMPLATE =
  "/subscriptions/{subscriptionId}/providers/Microsoft.Features/providers/{namespace}/features/{feature}";
const ACTIONS = "Microsoft.Features/providers/features";
const DEFAULT_REGISTRATION_SECONDS = 900;

interface FeatureEvent {
  key: string;
}

export function featureRoutes(arm: ArmWorld): Route[] {
  const common = { apiVersions: ["2021-07-01"], bucket: "other" } as const;
  return [
    {
      ...common,
      method: "GET",
      template: FEATURE_TEMPLATE,
      action: `${ACTIONS}/read`,
      run(call) {
        requireSubscription(arm, call.parameter("subscriptionId"));
        return featureView(call, stateOf(arm, call));
      },
    },
    {
      ...common,
      method: "POST",
      template: `${FEATURE_TEMPLATE}/register`,
      action: `${ACTIONS}/register/action`,
      run(call) {
        requireSubscription(arm, call.parameter("subscriptionId"));
        const state = stateOf(arm, call);
        if (state === "Registered" || state === "Registering") return featureView(call, state);
        beginRegistration(arm, keyOf(call));
        return featureView(call, "Registering");
      },
    },
    {
      method: "POST",
      template: "/subscriptions/{subscriptionId}/providers/{namespace}/register",
      apiVersions: ["2021-04-01"],
      bucket: "other",
      action: "Microsoft.ContainerService/register/action",
      run(call) {
        requireSubscription(arm, call.parameter("subscriptionId"));
        const [subscriptionId, namespace] = [call.parameter("subscriptionId"), call.parameter("namespace")];
        const id = `/subscriptions/${subscriptionId}/providers/${namespace}`;
        return jsonResponse(200, { id, namespace, registrationState: "Registered" });
      },
    },
  ];
}

/** Once, before the schedule starts. */
export function prepareFeatures(arm: ArmWorld): void {
  arm.schedule.on<FeatureEvent>("arm.feature.registered", ({ key }) => arm.state.features.set(key, "Registered"));
}

function beginRegistration(arm: ArmWorld, key: string): void {
  const seconds = arm.settings.featureRegistrationSeconds ?? DEFAULT_REGISTRATION_SECONDS;
  arm.state.features.set(key, "Registering");
  arm.schedule.at(`arm/feature/${key}`, arm.clock.now() + seconds * 1000, "arm.feature.registered", { key });
}

/** `feature`: "Microsoft.ContainerService/AKSInfinibandSupport". */
export function featureStateOf(arm: ArmWorld, subscriptionId: string, feature: string): FeatureState {
  const key = `${subscriptionId}/${feature}`.toLowerCase();
  return arm.state.features.get(key) ?? arm.settings.features?.[feature] ?? "Registered";
}

function stateOf(arm: ArmWorld, call: ArmCall): FeatureState {
  const feature = `${call.parameter("namespace")}/${call.parameter("feature")}`;
  return featureStateOf(arm, call.parameter("subscriptionId"), feature);
}

function keyOf(call: ArmCall): string {
  return ["subscriptionId", "namespace", "feature"].map((name) => call.parameter(name).toLowerCase()).join("/");
}

function featureView(call: ArmCall, state: FeatureState) {
  const [subscriptionId, namespace, feature] = ["subscriptionId", "namespace", "feature"].map((name) =>
    call.parameter(name),
  );
  return jsonResponse(200, {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.Features/providers/${namespace}/features/${feature}`,
    name: `${namespace}/${feature}`,
    type: "Microsoft.Features/providers/features",
    properties: { state },
  });
}
