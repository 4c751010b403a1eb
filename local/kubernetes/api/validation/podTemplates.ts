/** Pods and the templates they are made from. */
import { isRecord } from "../../store/json.ts";
import type { StatusCause } from "../statusCause.ts";

export function checkPodSpec(spec: unknown, path: string): StatusCause[] {
  const fields = isRecord(spec) ? spec : {};
  const containers = itemsOf(fields["containers"]);
  if (containers.length === 0) return [required(`${path}.containers`)];
  const volumes = new Set(itemsOf(fields["volumes"]).map(({ name }) => name));
  const lists = ["initContainers", "containers"] as const;
  return [
    ...lists.flatMap((list) =>
      itemsOf(fields[list]).flatMap((container, index) =>
        checkContainer(container, volumes, `${path}.${list}[${index}]`),
      ),
    ),
    ...lists.flatMap((list) => duplicateNames(itemsOf(fields[list]), `${path}.${list}`)),
    ...checkChoice(fields["restartPolicy"], ["Always", "OnFailure", "Never"], `${path}.restartPolicy`),
    ...itemsOf(fields["tolerations"]).flatMap(({ operator }, index) =>
      checkChoice(operator, ["Equal", "Exists"], `${path}.tolerations[${index}].operator`),
    ),
  ];
}

function duplicateNames(items: readonly Record<string, unknown>[], path: string): StatusCause[] {
  return items.flatMap(({ name }, index) =>
    items.findIndex((other) => other["name"] === name) === index
      ? []
      : [
          {
            reason: "FieldValueDuplicate",
            message: `Duplicate value: ${JSON.stringify(name)}`,
            field: `${path}[${index}].name`,
          },
        ],
  );
}

function checkChoice(value: unknown, supported: readonly string[], field: string): StatusCause[] {
  if (value === undefined || supported.some((each) => each === value)) return [];
  const known = supported.map((each) => JSON.stringify(each)).join(", ");
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${known}`;
  return [{ reason: "FieldValueNotSupported", message, field }];
}

function checkContainer(
  container: Record<string, unknown>,
  volumes: ReadonlySet<unknown>,
  path: string,
): StatusCause[] {
  const missing = ["name", "image"].filter((field) => (container[field] ?? "") === "");
  const unmounted = itemsOf(container["volumeMounts"]).flatMap(({ name }, index) =>
    volumes.has(name)
      ? []
      : [
          {
            reason: "FieldValueNotFound",
            message: `Not found: "${String(name)}"`,
            field: `${path}.volumeMounts[${index}].name`,
          },
        ],
  );
  return [...missing.map((field) => required(`${path}.${field}`)), ...unmounted];
}

export function checkSelector(selector: unknown, template: unknown): StatusCause[] {
  if (!isRecord(selector)) return [required("spec.selector")];
  const wanted = isRecord(selector["matchLabels"]) ? selector["matchLabels"] : {};
  const metadata = isRecord(template) && isRecord(template["metadata"]) ? template["metadata"] : {};
  const labels = isRecord(metadata["labels"]) ? metadata["labels"] : {};
  if (Object.entries(wanted).every(([key, value]) => labels[key] === value)) return [];
  const message = `Invalid value: ${JSON.stringify(labels)}: \`selector\` does not match template \`labels\``;
  return [{ reason: "FieldValueInvalid", message, field: "spec.template.metadata.labels" }];
}

function required(field: string): StatusCause {
  return { reason: "FieldValueRequired", message: "Required value", field };
}

function itemsOf(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
