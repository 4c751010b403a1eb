/** How things stand, by colour, shape and word at once: whoever cannot tell the colours apart misses nothing. */
import type { ComponentChildren, JSX } from "preact";

export type Tone = "good" | "bad" | "warn" | "busy" | "none";

const SHAPES: Record<Tone, string> = {
  good: "M3.5 8.5l3 3 6-7",
  bad: "M4 4l8 8M12 4l-8 8",
  warn: "M8 2.5l6 11H2zM8 6.5v3.5M8 11.7v.3",
  busy: "M8 2.5a5.5 5.5 0 1 1-5.5 5.5",
  none: "M4 8h8",
};

export function ToneIcon({ tone }: { tone: Tone }): JSX.Element {
  return (
    <svg class={`icon tone-${tone}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[tone]} />
    </svg>
  );
}

export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }): JSX.Element {
  return (
    <span class={`badge tone-${tone}`}>
      <ToneIcon tone={tone} />
      {children}
    </span>
  );
}

interface Standing {
  tone: Tone;
  word: string;
}

const VERDICTS: Record<string, Standing> = {
  ready: { tone: "good", word: "Ready" },
  notReady: { tone: "bad", word: "Not ready" },
  blocked: { tone: "warn", word: "Blocked" },
  cancelled: { tone: "none", word: "Cancelled" },
  unknown: { tone: "none", word: "Unknown" },
};

const STATUSES: Record<string, Standing> = {
  running: { tone: "busy", word: "Running" },
  failed: { tone: "bad", word: "Failed" },
  finished: { tone: "none", word: "Finished" },
};

/** The verdict if there is one, else how the run stands. */
export function StandingBadge({ verdict, status }: { verdict?: string | undefined; status?: string }): JSX.Element {
  const { tone, word } = (verdict === undefined ? undefined : VERDICTS[verdict]) ??
    STATUSES[status ?? ""] ?? { tone: "none", word: verdict ?? status ?? "Not verified" };
  return <Badge tone={tone}>{word}</Badge>;
}
