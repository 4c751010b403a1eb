/** CustomResourceDefinitions in the run's own group, and when their kinds may be used. */
import { eventually } from "./eventually.ts";
import { SUITE_LABEL, suiteGroup } from "./names.ts";
import { type Json, ok, type Resource, type Sent } from "./resource.ts";
import { settings } from "./settings.ts";

export interface DefinitionOptions {
  kind: string;
  scope?: "Namespaced" | "Cluster";
  /** Left out: everything goes. */
  schema?: object;
  versionName?: string;
  /** Instead of, or beside, what the one version has. */
  version?: object;
}

const ANYTHING = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

export function definition(options: DefinitionOptions): Sent {
  const { kind, scope = "Namespaced", schema = ANYTHING, versionName = "v1", version = {} } = options;
  const { suffix } = settings();
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  const group = suiteGroup(suffix);
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}`, labels: { [SUITE_LABEL]: suffix } },
    spec: {
      group,
      scope,
      names: { kind, singular, plural, listKind: `${kind}List`, shortNames: [`${singular.slice(0, 2)}x`] },
      versions: [
        {
          name: versionName,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          subresources: { status: {} },
          ...version,
        },
      ],
    },
  };
}

interface Condition {
  type: string;
  status: string;
}

export function conditionsOf({ status }: Json): Condition[] {
  return (status?.["conditions"] ?? []) as Condition[];
}

export function isEstablished(object: Json): boolean {
  return conditionsOf(object).some(({ type, status }) => type === "Established" && status === "True");
}

/** Establishing and serving are two steps on a real server: `kind` is asked until it answers. */
export async function establish(definitions: Resource, sent: Sent, kind: Resource): Promise<void> {
  await ok(definitions.create(sent));
  await definitions.until(sent.metadata?.name ?? "", "is established", isEstablished);
  await eventually(
    `${kind.path} is served`,
    () => kind.list(),
    ({ status }) => status === 200,
  );
}
