/** Nodes as rows, filtered by name and standing; only the rows in sight are in the document. */
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { type Lapsed, standingOf } from "./nodeStanding.ts";
import type { NodeRecord } from "./shapes.ts";
import { Badge } from "./tone.tsx";
import { useWindowed } from "./windowed.ts";
import { checkName, count } from "./words.ts";

interface NodeTableProps {
  nodes: readonly NodeRecord[];
  lapsed: Lapsed;
  onOpen(node: NodeRecord): void;
}

const ROW = 44;

export function NodeTable({ nodes, lapsed, onOpen }: NodeTableProps): JSX.Element {
  const [text, setText] = useState("");
  const [onlyTrouble, setOnlyTrouble] = useState(false);
  const shown = useMemo(
    () =>
      nodes.filter(
        (node) =>
          `${node.name} ${node.pool}`.includes(text.trim().toLowerCase()) &&
          (!onlyTrouble || standingOf(node, lapsed).tone !== "good"),
      ),
    [nodes, lapsed, text, onlyTrouble],
  );
  const view = useWindowed(shown.length, ROW);
  const rows = shown.slice(view.first, view.end);
  return (
    <>
      <div class="filters">
        <label>
          <span class="sr-only">Find a node by name or pool</span>
          <input
            type="search"
            placeholder="Find by name or pool"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={onlyTrouble}
            onChange={({ currentTarget }) => setOnlyTrouble(currentTarget.checked)}
          />
          In trouble only
        </label>
        <span class="muted" role="status">
          {count(shown.length, "node")}
        </span>
      </div>
      {/* A region that scrolls takes the focus, so that the keyboard can scroll it (WCAG 2.1.1). */}
      <div ref={view.scroller} class="node-table" tabIndex={0} role="region" aria-label="Nodes, row by row">
        <div role="table" aria-label="Nodes" aria-rowcount={shown.length} style={{ height: `${shown.length * ROW}px` }}>
          {rows.map((node, index) => (
            <Row key={node.uid} node={node} lapsed={lapsed} index={view.first + index} onOpen={() => onOpen(node)} />
          ))}
        </div>
      </div>
    </>
  );
}

interface RowProps {
  node: NodeRecord;
  lapsed: Lapsed;
  index: number;
  onOpen(): void;
}

function Row({ node, lapsed, index, onOpen }: RowProps): JSX.Element {
  const { tone, word } = standingOf(node, lapsed);
  return (
    <div role="row" aria-rowindex={index + 1} class="table-row" style={{ top: `${index * ROW}px` }}>
      <span role="cell">
        <button type="button" class="link" onClick={onOpen}>
          {node.name}
        </button>
      </span>
      <span role="cell" class="cell-pool">
        {node.pool}
      </span>
      <span role="cell">
        <Badge tone={tone}>{word}</Badge>
      </span>
      <span role="cell" class="cell-reason muted">
        {lapsed.get(node.name)?.reason ?? troubleOf(node)}
      </span>
    </div>
  );
}

function troubleOf({ checks }: NodeRecord): string {
  return checks
    .filter(({ status }) => status === "failed" || status === "unknown")
    .map(({ name, measured }) => `${checkName(name)}: ${measured}`)
    .join("; ");
}
