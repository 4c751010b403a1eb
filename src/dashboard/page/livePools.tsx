/** Pools while they are prepared: how many nodes have come how far, and what the others lack. */
import type { JSX } from "preact";
import type { PoolProgress } from "./shapes.ts";
import { Badge, type Tone, ToneIcon } from "./tone.tsx";
import { count } from "./words.ts";

const STAGES: Record<PoolProgress["stage"], { tone: Tone; word: string }> = {
  creating: { tone: "busy", word: "Creating" },
  settling: { tone: "busy", word: "Stack settling" },
  preparingNodes: { tone: "busy", word: "Preparing nodes" },
  busyNodes: { tone: "busy", word: "Nodes with workloads, in waves" },
  prepared: { tone: "good", word: "Prepared" },
  failed: { tone: "bad", word: "Failed" },
};

export function LivePools({ pools }: { pools: readonly PoolProgress[] }): JSX.Element {
  return (
    <ul class="pools">
      {pools.map((pool) => (
        <LivePool key={pool.name} pool={pool} />
      ))}
    </ul>
  );
}

function LivePool({ pool }: { pool: PoolProgress }): JSX.Element {
  const { tone, word } = STAGES[pool.stage];
  const lacks = Object.entries(pool.lacks);
  return (
    <li class="pool">
      <div class="pool-head">
        <h3>
          {pool.name} <span class="muted">{pool.vmSize}</span>
        </h3>
        <Badge tone={tone}>{word}</Badge>
      </div>
      <dl class="funnel">
        <Stage name="Joined" reached={pool.joined} wanted={pool.wanted} />
        <Stage name="Ready" reached={pool.ready} wanted={pool.wanted} />
        <Stage name="Stack settled" reached={pool.settled} wanted={pool.wanted} />
        <Stage name="Prepared" reached={pool.prepared} wanted={pool.wanted} />
      </dl>
      {lacks.length > 0 && (
        <p class="muted">Lacking: {lacks.map(([code, nodes]) => `${code} (${count(nodes, "node")})`).join(", ")}</p>
      )}
      {pool.waiting !== undefined && (
        <p class="held-up tone-warn">
          <ToneIcon tone="warn" /> {pool.waiting.code}: {pool.waiting.reason}
        </p>
      )}
    </li>
  );
}

function Stage({ name, reached, wanted }: { name: string; reached: number; wanted: number }): JSX.Element {
  const share = wanted === 0 ? 0 : Math.min(1, reached / wanted);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {reached.toLocaleString()} / {wanted.toLocaleString()}
        <span class="bar" aria-hidden="true">
          <span style={{ transform: `scaleX(${share})` }} />
        </span>
      </dd>
    </div>
  );
}
