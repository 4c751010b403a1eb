/** Says at the end what was checked, what was skipped and why. */
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** A file of the suite that is not run at all. */
export interface LeftTopic {
  topic: string;
  reason: string;
}

export class ContractReport implements Reporter {
  checked = 0;
  failed = 0;
  readonly #left: readonly LeftTopic[];

  constructor(left: readonly LeftTopic[]) {
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
    for (const { topic, reason } of this.#left) console.log(`skipped: everything in ${topic}: ${reason}`);
    console.log(`behaviours checked: ${this.checked}, skipped: ${skipped.length}`);
    console.log(`contract: ${inState("passed").length} passed, ${this.failed} failed, ${skipped.length} skipped`);
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  return (result.state === "skipped" ? result.note : undefined) ?? "its topic failed before it";
}
