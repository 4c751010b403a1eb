/** How the suite's objects are recognised, so that nothing else is ever touched and everything is found again. */

/** Its value is the run's suffix. */
export const SUITE_LABEL = "contract.lamplighter.dev/run";

/** On a node: this run has cordoned it. Everything else that a run does to a node has the suffix in its key. */
export function cordonMark(suffix: string): string {
  return `contract.lamplighter.dev/cordoned-${suffix}`;
}

/** The group of this run's own CustomResourceDefinitions. */
export function suiteGroup(suffix: string): string {
  return `${suffix}.contract.lamplighter.dev`;
}
