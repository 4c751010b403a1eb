/** What a subscription lets us do, and its preview features (facts-azure-kubernetes.md, section A). */
import * as z from "zod";
import { featureReadRight, featureRegisterRight, providerRight } from "../domain/armRights.ts";
import { inShape } from "./answerShape.ts";
import type { AzureCalls } from "./azureCalls.ts";
import type { AzurePort } from "./ports.ts";

const FEATURES_API = "2021-07-01";

/** https://learn.microsoft.com/rest/api/authorization/permissions/list-for-resource */
const grantSchema = z.object({
  actions: z.array(z.string()).nullish(),
  notActions: z.array(z.string()).nullish(),
});

const featureSchema = z.object({ properties: z.object({ state: z.string() }) });

export function createAzureSubscription(
  calls: AzureCalls,
): Pick<AzurePort, "listGrants" | "readFeature" | "registerFeature" | "refreshProvider"> {
  return {
    listGrants: (scope) =>
      calls({
        operation: "LIST permissions",
        right: { action: "Microsoft.Authorization/permissions/read", scope },
        async run(rest) {
          const path = `${scope}/providers/Microsoft.Authorization/permissions`;
          const grants = await rest.list({ path, apiVersion: "2022-04-01" });
          return inShape(z.array(grantSchema), grants).map(({ actions, notActions }) => ({
            actions: actions ?? [],
            notActions: notActions ?? [],
          }));
        },
      }),

    readFeature: (subscriptionId, feature) =>
      calls({
        operation: `GET feature ${feature}`,
        right: featureReadRight(subscriptionId),
        async run(rest) {
          const found = await rest.get({ path: featurePath(subscriptionId, feature), apiVersion: FEATURES_API });
          return inShape(featureSchema, found).properties.state;
        },
      }),

    async registerFeature(subscriptionId, feature) {
      await calls({
        operation: `REGISTER feature ${feature}`,
        right: featureRegisterRight(subscriptionId),
        run: (rest) =>
          rest.post({ path: `${featurePath(subscriptionId, feature)}/register`, apiVersion: FEATURES_API }),
      });
    },

    async refreshProvider(subscriptionId) {
      const scope = `/subscriptions/${subscriptionId}`;
      await calls({
        operation: "REGISTER provider Microsoft.ContainerService",
        right: providerRight(subscriptionId),
        run: (rest) =>
          rest.post({ path: `${scope}/providers/Microsoft.ContainerService/register`, apiVersion: "2021-04-01" }),
      });
    },
  };
}

function featurePath(subscriptionId: string, feature: string): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/${feature}`;
}
