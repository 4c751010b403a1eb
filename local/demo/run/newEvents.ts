/** What happened between two states of a run, in words. */
import type { Condition, PoolProgress } from "../../../src/domain/progress.ts";
import { lacksInWords } from "./lacksInWords.ts";
import { phaseInWords } from "./phases.ts";
import type { RunEvent, RunState } from "./runState.ts";
import { stackStateInWords } from "./stackStateInWords.ts";

type EventsOf = (before: RunState | undefined, after: RunState) => Omit<RunEvent, "atMs">[];

/** In the order in which they come about: what ends a phase stands before the next one, what it starts after it. */
export function newEvents(before: RunState | undefined, after: RunState): RunEvent[] {
  const parts: EventsOf[] = [stackEvents, poolEvents, findingEvents];
  const steps: EventsOf[] = [conditionEvents, phaseEvents];
  const sources = after.phase === "preparing" ? [...steps, ...parts] : [...parts, ...steps];
  return sources.flatMap((source) => source(before, after)).map((event) => ({ atMs: after.elapsedMs, ...event }));
}

function phaseEvents(before: RunState | undefined, { phase }: RunState): ReturnType<EventsOf> {
  return phase === before?.phase ? [] : [{ text: `${phase}: ${phaseInWords(phase)}`, tone: "strong" }];
}

function stackEvents(before: RunState | undefined, { stack }: RunState): ReturnType<EventsOf> {
  return stack
    .filter(({ name, state }) => before?.stack.find((item) => item.name === name)?.state !== state)
    .filter(({ state }) => state !== "waiting")
    .map(({ name, state }) => ({
      text: `stack ${name}: ${stackStateInWords(name, state)}`,
      tone: state === "done" ? "good" : state === "failed" ? "bad" : "plain",
    }));
}

const COUNTS = [
  { count: "joined", words: "joined the cluster" },
  { count: "ready", words: "Ready" },
  { count: "settled", words: "with all their resources" },
  { count: "prepared", words: "prepared" },
] as const;

function poolEvents(before: RunState | undefined, { pools }: RunState): ReturnType<EventsOf> {
  return pools.flatMap((pool) => {
    const last = before?.pools.find(({ name }) => name === pool.name);
    return [
      ...countEvents(last, pool),
      ...lackEvents(last, pool),
      ...waitEvents(last, pool),
      ...stageEvents(last, pool),
    ];
  });
}

function countEvents(last: PoolProgress | undefined, pool: PoolProgress): ReturnType<EventsOf> {
  return COUNTS.filter(({ count }) => pool[count] !== (last?.[count] ?? 0)).map(({ count, words }) => ({
    text: `pool ${pool.name}: ${pool[count]} of ${nodes(pool.wanted)} ${words}`,
    tone: pool[count] === pool.wanted ? "good" : "plain",
  }));
}

function lackEvents(last: PoolProgress | undefined, pool: PoolProgress): ReturnType<EventsOf> {
  const lacks = lacksInWords(pool.lacks);
  if (lacks === "" || lacks === lacksInWords(last?.lacks ?? {})) return [];
  return [{ text: `pool ${pool.name}: waiting for ${lacks}`, tone: "plain" }];
}

/** Told once, however often it is asked for again. */
function waitEvents(last: PoolProgress | undefined, { name, waiting }: PoolProgress): ReturnType<EventsOf> {
  if (waiting === undefined || waiting.code === last?.waiting?.code) return [];
  const text = `pool ${name}: ${waiting.code}, asked for again at ${waiting.until.slice(11, 19)} (${waiting.reason})`;
  return [{ text, tone: "warn" }];
}

const STAGE_WORDS: Partial<Record<PoolProgress["stage"], string>> = {
  preparingNodes: "enabling NRI on its nodes",
  busyNodes: "its nodes with workloads wait for their turn",
};

function stageEvents(last: PoolProgress | undefined, { name, stage }: PoolProgress): ReturnType<EventsOf> {
  if (stage === last?.stage) return [];
  if (stage === "failed") return [{ text: `pool ${name}: failed`, tone: "bad" }];
  const words = STAGE_WORDS[stage];
  return words === undefined ? [] : [{ text: `pool ${name}: ${words}`, tone: "plain" }];
}

function findingEvents(before: RunState | undefined, { findings }: RunState): ReturnType<EventsOf> {
  return findings
    .filter(({ code, subject }) => !before?.findings.some((known) => known.code === code && known.subject === subject))
    .map(({ code, subject, found, severity }) => ({
      text: `${code} ${subject}: ${found}`,
      tone: severity === "warn" ? "warn" : "bad",
    }));
}

function conditionEvents(before: RunState | undefined, { conditions }: RunState): ReturnType<EventsOf> {
  return conditions.slice(before?.conditions.length ?? 0).map((condition) => ({
    text: conditionInWords(condition),
    tone: condition.status === "True" ? "good" : "bad",
  }));
}

function conditionInWords({ type, status, reason, message }: Condition): string {
  return status === "True" ? `✓ ${type}: ${message}` : `✗ ${type} (${reason}): ${message}`;
}

function nodes(count: number): string {
  return count === 1 ? "1 node" : `${count} nodes`;
}
