/** Drift in words: what was, what is, and since when. */
import type { JSX } from "preact";
import type { Drift } from "./shapes.ts";
import { ToneIcon } from "./tone.tsx";
import { age, moment, subjectInWords } from "./words.ts";

export function DriftList({ drift, now }: { drift: readonly Drift[]; now: number }): JSX.Element {
  return (
    <ul class="notices">
      {drift.map(({ subject, was, is, since, because, action }) => (
        <li key={`${subject}/${was}/${is}`} class="notice tone-warn">
          <ToneIcon tone="warn" />
          <div>
            <p class="notice-head">
              <strong>{subjectInWords(subject)}</strong>
              <time dateTime={since} title={moment(since)}>
                since {age(since, now)}
              </time>
            </p>
            <p class="was-is">
              <span>
                <span class="muted">was</span> {was}
              </span>
              <span aria-hidden="true">→</span>
              <span>
                <span class="muted">is</span> {is}
              </span>
            </p>
            {because !== undefined && <p class="muted">{because}</p>}
            <p class="action">{action}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
