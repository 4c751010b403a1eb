/** What a pod needs on this cluster, for the people who deploy llm-d. */
import type { PodContract } from "../../../src/domain/podContract.ts";
import { cell, type Line, span } from "../terminal/line.ts";
import { wrapText } from "../terminal/wrapText.ts";

const LABEL_WIDTH = 13;

type Toleration = PodContract["tolerations"][number];

export function podContractLines(contract: PodContract | undefined, width: number): Line[] {
  if (contract === undefined) return [];
  const { resources, tolerations, memlockAnnotation, proven } = contract;
  const room = width - LABEL_WIDTH - 2;
  return [
    [
      span("Pod contract", "strong"),
      span(`  what a pod needs on this cluster${proven ? ", proven in a pod on every node" : ""}`, "dim"),
    ],
    ...labelled(
      "resources",
      resources.map(({ name, perPod }) => `${name}: ${perPod}`),
    ),
    ...labelled("tolerations", tolerations.length === 0 ? ["none"] : tolerations.map(tolerationText)),
    ...labelled("annotation", [
      ...wrapText(`${memlockAnnotation.key}:`, room),
      ...wrapText(memlockAnnotation.value, room - 2).map((text) => `  ${text}`),
    ]),
  ];
}

function labelled(label: string, texts: readonly string[]): Line[] {
  return texts.map((text, index) => [span("  "), cell(index === 0 ? label : "", LABEL_WIDTH, "dim"), span(text)]);
}

function tolerationText({ key, value, effect }: Toleration): string {
  const what = value === undefined ? (key ?? "everything") : `${key ?? ""}=${value}`;
  return effect === undefined ? what : `${what}:${effect}`;
}
