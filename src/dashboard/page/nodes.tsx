/** A run's nodes: pool by pool as cells, all of them as rows, and the one that was opened. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { callPages, type Problem } from "./api.ts";
import { NodeDrawer } from "./nodeDrawer.tsx";
import { NodeGrid } from "./nodeGrid.tsx";
import { type Lapsed, NOTHING_LAPSED } from "./nodeStanding.ts";
import { NodeTable } from "./nodeTable.tsx";
import { Card, ProblemBox } from "./parts.tsx";
import type { NodeRecord } from "./shapes.ts";
import { count } from "./words.ts";

interface NodesProps {
  /** Of the evidence, below /api. */
  path: string;
  /** Another one: the evidence may be another by now. */
  revision: string;
  pools: readonly { name: string; vmSize?: string }[];
  lapsed?: Lapsed;
}

export function Nodes({ path, revision, pools, lapsed = NOTHING_LAPSED }: NodesProps): JSX.Element | null {
  const { nodes, problem } = useEvidence(path, revision);
  const [open, setOpen] = useState<NodeRecord>();
  if (problem !== undefined) return <ProblemBox problem={problem} />;
  if (nodes.length === 0) return null;
  const byPool = Map.groupBy(nodes, ({ pool }) => pool);
  return (
    <Card title="Nodes" beside={<Legend />} wide>
      {[...byPool].map(([pool, own]) => (
        <section key={pool} class="node-pool">
          <h3>
            {pool} <span class="muted">{pools.find(({ name }) => name === pool)?.vmSize}</span>{" "}
            <span class="muted">{readyOf(own, lapsed)}</span>
          </h3>
          <NodeGrid label={`Nodes of pool ${pool}`} nodes={own} lapsed={lapsed} onOpen={setOpen} />
        </section>
      ))}
      <NodeTable nodes={nodes} lapsed={lapsed} onOpen={setOpen} />
      {open !== undefined && <NodeDrawer node={open} lapsed={lapsed} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}

function readyOf(nodes: readonly NodeRecord[], lapsed: Lapsed): string {
  const ready = nodes.filter(({ name, verdict }) => verdict === "ready" && !lapsed.has(name)).length;
  return `${ready.toLocaleString()} of ${count(nodes.length, "node")} ready`;
}

function useEvidence(path: string, revision: string): { nodes: NodeRecord[]; problem: Problem | undefined } {
  const [nodes, setNodes] = useState<NodeRecord[]>([]);
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    const reading = new AbortController();
    const itemsOf = (body: Record<string, unknown>) => body["nodes"] as NodeRecord[];
    callPages(path, itemsOf, setNodes, reading.signal).then(setProblem, () => {});
    return () => reading.abort();
  }, [path, revision]);
  return { nodes, problem };
}

function Legend(): JSX.Element {
  return (
    <ul class="legend" aria-label="What the cells mean">
      <li>
        <span class="node-cell tone-good" data-sign="2" /> ready at that level
      </li>
      <li>
        <span class="node-cell tone-bad" data-sign="1✕" /> not ready
      </li>
      <li>
        <span class="node-cell tone-warn" data-sign="≠" /> stale
      </li>
      <li>
        <span class="node-cell tone-none" data-sign="?" /> unverified
      </li>
    </ul>
  );
}
