/** Every kind that is served right now: the built-in ones and those of established CustomResourceDefinitions. */
import type { V1CustomResourceDefinitionSpec } from "@kubernetes/client-node";
import type { KubeObject, ObjectStore, SentObject } from "../../cluster.ts";
import { CUSTOM_RESOURCE_DEFINITION, isEstablished } from "../../controllers/lifecycle/customResourceDefinitions.ts";
import { isTerminating, specOf } from "../../store/objectParts.ts";
import { customColumns } from "../printing/customColumns.ts";
import { withSchemaDefaults } from "../schema/customDefaults.ts";
import { customSchema } from "../schema/customSchema.ts";
import { violationsOf } from "../schema/customValidation.ts";
import { modelSchema } from "../schema/modelSchema.ts";
import { BUILT_IN_KINDS, type BuiltInKind } from "./builtInKinds.ts";
import type { ResourceKind } from "./resourceKind.ts";

export interface KindRegistry {
  find(group: string, version: string, plural: string): ResourceKind | undefined;
  all(): ResourceKind[];
}

export function createKindRegistry(store: ObjectStore): KindRegistry {
  const builtIn = BUILT_IN_KINDS.map(builtInKind);
  /** A stored object is never changed in place, so it is a key for what was read from it. */
  const readDefinitions = new WeakMap<KubeObject, ResourceKind[]>();

  function customKinds(definition: KubeObject): ResourceKind[] {
    const known = readDefinitions.get(definition) ?? kindsOfDefinition(definition);
    readDefinitions.set(definition, known);
    return known;
  }

  function all(): ResourceKind[] {
    return [...builtIn, ...store.list(CUSTOM_RESOURCE_DEFINITION).filter(isServed).flatMap(customKinds)];
  }

  return {
    all,
    find: (group, version, plural) =>
      all().find((kind) => kind.group === group && kind.version === version && kind.plural === plural),
  };
}

function isServed(definition: KubeObject): boolean {
  return isEstablished(definition) && !isTerminating(definition);
}

function builtInKind(entry: BuiltInKind): ResourceKind {
  const { group, version, kind, plural, namespaced, shortNames = [], subresources = [] } = entry;
  return {
    group,
    version,
    kind,
    plural,
    namespaced,
    shortNames,
    subresources,
    singular: kind.toLowerCase(),
    categories: [],
    custom: false,
    schema: modelSchema(entry.model ?? `V1${kind}`),
  };
}

function kindsOfDefinition(definition: KubeObject): ResourceKind[] {
  const { group, names, scope, versions } = specOf<V1CustomResourceDefinitionSpec>(definition);
  return versions
    .filter(({ served }) => served)
    .map((version) => ({
      group,
      version: version.name,
      kind: names.kind,
      plural: names.plural,
      singular: names.singular ?? names.kind.toLowerCase(),
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
      namespaced: scope === "Namespaced",
      subresources: version.subresources?.status === undefined ? [] : ["status"],
      custom: true,
      schema: customSchema(version.schema?.openAPIV3Schema as unknown),
      check: (object: SentObject) => violationsOf(object, version.schema?.openAPIV3Schema),
      complete: (object: SentObject) => withSchemaDefaults(object, version.schema?.openAPIV3Schema) as SentObject,
      columns: customColumns(version.additionalPrinterColumns),
    }));
}
