/** How the suite's objects are recognised, so that nothing else is ever touched and everything is found again. */

/** Its value is the run's suffix. */
export const SUITE_LABEL = "contract.lamplighter.dev/run";

/** The group of this run's own CustomResourceDefinitions. */
export function suiteGroup(suffix: string): string {
  return `${suffix}.contract.lamplighter.dev`;
}
