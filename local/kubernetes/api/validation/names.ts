/** Names, labels and their limits. */
import type { SentObject } from "../../cluster.ts";
import type { ResourceKind } from "../kinds/resourceKind.ts";
import type { StatusCause } from "../statusCause.ts";

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;

const NAMED_AS_LABEL: ReadonlySet<string> = new Set(["Namespace", "Service"]);
/** Roles may be called "system:node-reader". */
const NAMED_FREELY = "rbac.authorization.k8s.io";

export function checkName(kind: ResourceKind, { metadata }: SentObject): StatusCause[] {
  const { name } = metadata;
  if (name === undefined) {
    if (metadata.generateName !== undefined) return [];
    return [
      {
        reason: "FieldValueRequired",
        message: "Required value: name or generateName is required",
        field: "metadata.name",
      },
    ];
  }
  const isLabel = NAMED_AS_LABEL.has(kind.kind);
  const isValid =
    kind.group === NAMED_FREELY ||
    ((isLabel ? DNS_LABEL : DNS_SUBDOMAIN).test(name) && name.length <= (isLabel ? LONGEST_LABEL : LONGEST_NAME));
  const rule = isLabel ? "a lowercase RFC 1123 label" : "a lowercase RFC 1123 subdomain";
  return isValid ? [] : [invalidValue("metadata.name", name, `${rule} is required`)];
}

export function checkLabels({ metadata }: SentObject): StatusCause[] {
  return Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => [
    ...(isQualifiedName(key) ? [] : [invalidValue("metadata.labels", key, "not a qualified name")]),
    ...(value === "" || isLabelName(value) ? [] : [invalidValue("metadata.labels", value, "not a valid label value")]),
  ]);
}

export function checkAnnotations({ metadata }: SentObject): StatusCause[] {
  const keys = Object.keys(metadata.annotations ?? {});
  return keys
    .filter((key) => !isQualifiedName(key))
    .map((key) => invalidValue("metadata.annotations", key, "not a qualified name"));
}

export function isQualifiedName(key: string): boolean {
  const [name = "", prefix, ...others] = key.split("/").reverse();
  const isPrefixed = prefix === undefined || (DNS_SUBDOMAIN.test(prefix) && prefix.length <= LONGEST_NAME);
  return isLabelName(name) && isPrefixed && others.length === 0;
}

function isLabelName(name: string): boolean {
  return LABEL_NAME.test(name) && name.length <= LONGEST_LABEL;
}

export function invalidValue(field: string, value: string, why: string): StatusCause {
  return { reason: "FieldValueInvalid", message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field };
}
