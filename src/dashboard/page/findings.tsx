/** Findings: what was found, on what, and what a person can do. */
import type { JSX } from "preact";
import type { Finding } from "./shapes.ts";
import { type Tone, ToneIcon } from "./tone.tsx";
import { subjectInWords } from "./words.ts";

const TONES: Record<string, { tone: Tone; word: string }> = {
  block: { tone: "bad", word: "Blocks" },
  fail: { tone: "bad", word: "Fails" },
  warn: { tone: "warn", word: "Warning" },
};

export function Findings({ findings }: { findings: readonly Finding[] }): JSX.Element {
  return (
    <ul class="notices">
      {findings.map((finding) => (
        <FindingItem key={`${finding.code}/${finding.subject}`} finding={finding} />
      ))}
    </ul>
  );
}

function FindingItem({ finding: { code, severity, subject, found, action } }: { finding: Finding }): JSX.Element {
  const { tone, word } = TONES[severity] ?? { tone: "none", word: severity };
  return (
    <li class={`notice tone-${tone}`}>
      <ToneIcon tone={tone} />
      <div>
        <p class="notice-head">
          <strong>{code}</strong>
          <span>
            {word} · {subjectInWords(subject)}
          </span>
        </p>
        <p>{found}</p>
        <p class="action">{action}</p>
      </div>
    </li>
  );
}
