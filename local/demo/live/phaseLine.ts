/** The phases as a line of steps with the current one marked, and the conditions that have been decided. */
import type { Condition } from "../../../src/domain/progress.ts";
import { PHASE_NAMES } from "../run/phases.ts";
import type { RunState } from "../run/runState.ts";
import { type Line, type Span, span } from "../terminal/line.ts";

export function phaseLine({ phase, conditions }: RunState): Line {
  const current = phase === "finished" ? PHASE_NAMES.length : PHASE_NAMES.indexOf(phase);
  const isBlocked = conditions.some(({ type, status }) => type === "Planned" && status === "False");
  return PHASE_NAMES.flatMap((name, index) => [
    ...(index === 0 ? [] : [span(" ── ", "dim")]),
    phaseStep(name, { position: index - current, isLeftOut: isBlocked && !["planning", "recording"].includes(name) }),
  ]);
}

function phaseStep(name: string, { position, isLeftOut }: { position: number; isLeftOut: boolean }): Span {
  if (isLeftOut) return span(`– ${name}`, "dim");
  if (position < 0) return span(`✓ ${name}`, "good");
  return position === 0 ? span(`● ${name}`, "accent") : span(`○ ${name}`, "dim");
}

export function conditionLine(conditions: readonly Condition[]): Line {
  if (conditions.length === 0) return [span("no condition has been decided yet", "dim")];
  return conditions.flatMap(({ type, status }, index) => [
    ...(index === 0 ? [] : [span("   ")]),
    status === "True" ? span(`✓ ${type}`, "good") : span(`✗ ${type}`, "bad"),
  ]);
}
