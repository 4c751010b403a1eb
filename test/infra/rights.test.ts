/** What infra/ grants is what the app knows that it needs. That it needs all of it, and no more, is a scenario test. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import appRoles from "../../infra/appRoles.json" with { type: "json" };
import roleActions from "../../infra/roleActions.json" with { type: "json" };
import { CLUSTER_ACTIONS, CREDENTIAL_ACTIONS, SUBSCRIPTION_ACTIONS } from "../../src/domain/armRights.ts";
import { APP_ROLES } from "../../src/domain/clientPrincipal.ts";
import { neededKubernetesRights } from "../../src/domain/kubernetesRights.ts";

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

const infra = join(import.meta.dirname, "../../infra");

it("the custom roles have the app's actions", () => {
  expect(roleActions).toEqual({
    cluster: CLUSTER_ACTIONS,
    credentials: CREDENTIAL_ACTIONS,
    subscription: SUBSCRIPTION_ACTIONS,
  });
});

it("the ClusterRole has the app's rights, those of every profile together", () => {
  const [role] = parseAllDocuments(readFileSync(join(infra, "kubernetes/clusterRole.yaml"), "utf8"));
  const manifest = role?.toJS() as { rules: Rule[] } | undefined;
  const granted = (manifest?.rules ?? []).flatMap(({ apiGroups, resources, verbs }) =>
    verbs.map((verb) => `${verb} ${resources.join()}.${apiGroups.join()}`),
  );
  const needed = neededKubernetesRights({ rdma: true, gpuOperator: true });
  expect(granted.toSorted()).toEqual(
    needed.map(({ verb, resource, group }) => `${verb} ${resource}.${group}`).toSorted(),
  );
});

it("the registered application has the roles that the app reads", () => {
  expect(appRoles.map(({ value }) => value).toSorted()).toEqual(Object.values(APP_ROLES).toSorted());
  expect(new Set(appRoles.map(({ id }) => id)).size).toBe(appRoles.length);
});
