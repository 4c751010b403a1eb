/** Small parts of which every view is made. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Problem } from "./api.ts";
import { currentTime } from "./browser.ts";
import { ToneIcon } from "./tone.tsx";
import { clockTime } from "./words.ts";

interface HeadingProps {
  title: string;
  /** Above the title: where one came from. */
  trail?: ComponentChildren;
  beside?: ComponentChildren;
  children?: ComponentChildren;
}

/** The view's own heading: it takes the focus when the view is entered, so that a screen reader reads it. */
export function Heading({ title, trail, beside, children }: HeadingProps): JSX.Element {
  useEffect(() => {
    document.title = `${title} · Lamplighter`;
  }, [title]);
  return (
    <header class="heading">
      {trail !== undefined && <p class="trail">{trail}</p>}
      <div class="heading-row">
        <h1 tabIndex={-1}>{title}</h1>
        {beside}
      </div>
      {children}
    </header>
  );
}

interface CardProps {
  title: string;
  beside?: ComponentChildren;
  children: ComponentChildren;
  wide?: boolean;
}

export function Card({ title, beside, children, wide = false }: CardProps): JSX.Element {
  return (
    <section class={wide ? "card wide" : "card"}>
      <div class="card-head">
        <h2>{title}</h2>
        {beside}
      </div>
      {children}
    </section>
  );
}

export function ProblemBox({ problem }: { problem: Problem }): JSX.Element {
  return (
    <div class="notice tone-bad" role="alert">
      <ToneIcon tone="bad" />
      <div>
        <strong>{problem.title}</strong>
        {problem.detail !== "" && <p>{problem.detail}</p>}
        {problem.action !== "" && <p class="action">{problem.action}</p>}
      </div>
    </div>
  );
}

interface FreshnessProps {
  seenAt: number | undefined;
  problem: Problem | undefined;
}

/** When what is shown was last confirmed; and that it could not be, when it could not. */
export function Freshness({ seenAt, problem }: FreshnessProps): JSX.Element {
  const seen = seenAt === undefined ? "Not loaded yet" : `Last updated ${clockTime(seenAt)}`;
  return (
    <p class="freshness">
      <ToneIcon tone={problem === undefined ? "good" : "warn"} />
      {problem === undefined ? seen : `${seen}. ${problem.title}.`}
    </p>
  );
}

/** Until the first answer: what is awaited, or why it does not come. */
export function Awaited({ what, problem }: { what: string; problem: Problem | undefined }): JSX.Element {
  return problem === undefined ? <p class="empty">Loading {what}…</p> : <ProblemBox problem={problem} />;
}

export function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const TICK_MS = 15_000;

/** The present, for ages: never before `latest`, which a simulated world may have ahead of the browser's clock. */
export function usePresent(...latest: (string | undefined)[]): number {
  const [now, setNow] = useState(currentTime);
  useEffect(() => {
    const timer = setInterval(() => setNow(currentTime()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.max(now, ...latest.map((at) => (at === undefined ? 0 : Date.parse(at))));
}
