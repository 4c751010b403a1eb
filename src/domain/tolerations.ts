/**
 * Tolerations for everything that must run on GPU nodes. AKS collapses wildcard tolerations (peers.md, section 4, 15),
 * so each taint is listed.
 */
export interface Toleration {
  key: string;
  operator: "Equal" | "Exists";
  value?: string;
  effect?: string;
}

export interface Taint {
  key: string;
  value: string;
  effect: string;
}

/** Of the taint that keeps workloads off unprepared nodes (gate.ts). */
export const GATE_KEY = "lamplighter.dev/unprepared";

/**
 * The operators' own taint, AKS's usual one, and our gate: always, since new nodes of a pool that was gated once come
 * with it whatever a later request says.
 */
const USUAL_TAINTS = ["nvidia.com/gpu:NoSchedule", "sku=gpu:NoSchedule", `${GATE_KEY}:NoSchedule`];

/** In the same order whatever the order of the taints: it is part of what Helm releases are compared by. */
export function tolerationsFor(taints: readonly string[]): Toleration[] {
  return [...new Set([...USUAL_TAINTS, ...taints.toSorted()])].map(tolerationFor);
}

function tolerationFor(text: string): Toleration {
  const taint = parseTaint(text);
  return taint.value === ""
    ? { key: taint.key, operator: "Exists", effect: taint.effect }
    : { key: taint.key, operator: "Equal", value: taint.value, effect: taint.effect };
}

/** `key=value:Effect` or `key:Effect`, as AKS writes taints. */
export function parseTaint(text: string): Taint {
  const [keyAndValue = "", effect = ""] = splitOnce(text, ":", "last");
  const [key = "", value = ""] = splitOnce(keyAndValue, "=", "first");
  return { key, value, effect };
}

/** What a node can have only one of. */
export function taintIdentity(text: string): string {
  const { key, effect } = parseTaint(text);
  return `${key}:${effect}`;
}

function splitOnce(text: string, separator: string, which: "first" | "last"): string[] {
  const index = which === "first" ? text.indexOf(separator) : text.lastIndexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + separator.length)];
}
