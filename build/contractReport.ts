/** Says at the end what was checked, what was skipped and why. */
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Files of the suite that are not run at all. */
export interface LeftTopics {
  topics: readonly string[];
  reason: string;
}

export class ContractReport implements Reporter {
  checked = 0;
  failed = 0;
  readonly #left: LeftTopics;

  constructor(left: LeftTopics) {
    this.#left = left;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const cases = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => cases.filter((test) => test.result().state === state);
    const skipped = inState("skipped");
    const broken = modules.filter((module) => module.errors().length > 0);
    this.checked = inState("passed").length + inState("failed").length;
    this.failed = inState("failed").length + broken.length + unhandled.length;
    for (const test of skipped) console.log(`skipped: ${test.fullName}: ${reasonOf(test)}`);
    const { topics, reason } = this.#left;
    if (topics.length > 0) console.log(`skipped: everything in ${topics.join(", ")}: ${reason}`);
    const skips = skipped.length + topics.length;
    console.log(`behaviours checked: ${this.checked}, skipped: ${skips}`);
    console.log(`contract: ${inState("passed").length} passed, ${this.failed} failed, ${skips} skipped`);
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  return (result.state === "skipped" ? result.note : undefined) ?? "its topic failed before it";
}
