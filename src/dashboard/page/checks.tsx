/** Checks: what was expected, what was measured, and what to do where the two differ. */
import type { JSX } from "preact";
import type { Check } from "./shapes.ts";
import { type Tone, ToneIcon } from "./tone.tsx";
import { checkName } from "./words.ts";

const STANDINGS: Record<string, { tone: Tone; word: string }> = {
  passed: { tone: "good", word: "passed" },
  failed: { tone: "bad", word: "failed" },
  notApplicable: { tone: "none", word: "not applicable" },
  unknown: { tone: "warn", word: "unknown" },
};

export function Checks({ checks }: { checks: readonly Check[] }): JSX.Element {
  return (
    <ul class="checks">
      {checks.map((check) => (
        <CheckItem key={`${check.name}/${check.subject ?? ""}`} check={check} />
      ))}
    </ul>
  );
}

function CheckItem({ check }: { check: Check }): JSX.Element {
  const { tone, word } = STANDINGS[check.status] ?? { tone: "none", word: check.status };
  const isApplicable = check.status !== "notApplicable";
  return (
    <li class={`tone-${tone}`}>
      <ToneIcon tone={tone} />
      <div>
        <p>
          <strong>{checkName(check.name)}</strong>
          {check.subject !== undefined && <span class="muted"> {check.subject.replace("/", " ")}</span>}{" "}
          <span class="status-word">{word}</span>
        </p>
        {isApplicable && (
          <dl class="measured">
            <dt>expected</dt>
            <dd>{check.expected}</dd>
            <dt>measured</dt>
            <dd>{check.measured}</dd>
          </dl>
        )}
        {check.reason !== undefined && <p class="muted">{check.reason}</p>}
        {check.action !== undefined && check.status !== "passed" && <p class="action">{check.action}</p>}
      </div>
    </li>
  );
}
