/**
 * Nodes as cells, a row as wide as there is room: one tab stop, arrows inside (the ARIA grid pattern). Rows out of sight
 * are not in the document, so that a thousand nodes weigh little more than fifty.
 */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Lapsed, standingOf } from "./nodeStanding.ts";
import type { NodeRecord } from "./shapes.ts";
import { useWindowed } from "./windowed.ts";

interface NodeGridProps {
  label: string;
  nodes: readonly NodeRecord[];
  lapsed: Lapsed;
  onOpen(node: NodeRecord): void;
}

const CELL = 34;

export function NodeGrid({ label, nodes, lapsed, onOpen }: NodeGridProps): JSX.Element {
  const [columns, setColumns] = useState(8);
  const rows = Math.ceil(nodes.length / columns);
  const view = useWindowed(rows, CELL);
  const [active, setActive] = useState(0);
  const wantsFocus = useRef(false);
  useEffect(() => setColumns(Math.max(1, Math.floor(view.width / CELL))), [view.width]);
  const current = Math.min(active, nodes.length - 1);
  const row = Math.floor(current / columns);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const cell = view.scroller.current?.querySelector<HTMLElement>('[tabindex="0"]');
    if (cell === null || cell === undefined) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
  });
  const go = (to: number) => {
    wantsFocus.current = true;
    view.scrollTo(Math.floor(to / columns));
    setActive(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const node = nodes[current];
    if ((event.key === "Enter" || event.key === " ") && node !== undefined) {
      event.preventDefault();
      return onOpen(node);
    }
    const to = targetOf(event, current, { columns, last: nodes.length - 1 });
    if (to === undefined) return undefined;
    event.preventDefault();
    return go(to);
  };
  // The one tab stop stays in the document, wherever the rows have been scrolled to.
  const shown = [...rowsBetween(view.first, view.end)];
  if (nodes.length > 0 && !shown.includes(row)) shown.push(row);
  return (
    <div ref={view.scroller} class="node-grid">
      {/* The grid's cells take the focus, one at a time (the ARIA grid pattern). */}
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={rows}
        aria-colcount={columns}
        style={{ height: `${rows * CELL}px` }}
        onKeyDown={onKeyDown}
      >
        {shown.map((index) => (
          <div key={index} role="row" aria-rowindex={index + 1} class="node-row" style={{ top: `${index * CELL}px` }}>
            {nodes.slice(index * columns, (index + 1) * columns).map((node, column) => (
              <Cell
                key={node.uid}
                node={node}
                lapsed={lapsed}
                isActive={index * columns + column === current}
                onOpen={() => {
                  setActive(index * columns + column);
                  onOpen(node);
                }}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

interface CellProps {
  node: NodeRecord;
  lapsed: Lapsed;
  isActive: boolean;
  onOpen(): void;
}

function Cell({ node, lapsed, isActive, onOpen }: CellProps): JSX.Element {
  const { tone, sign, word } = standingOf(node, lapsed);
  const title = `${node.name}: ${word}`;
  return (
    <div
      role="gridcell"
      class={`node-cell tone-${tone}`}
      tabIndex={isActive ? 0 : -1}
      aria-label={title}
      title={title}
      data-sign={sign}
      onClick={onOpen}
    />
  );
}

function* rowsBetween(first: number, end: number): Generator<number> {
  for (let row = first; row < end; row++) yield row;
}

function targetOf(
  { key, ctrlKey }: KeyboardEvent,
  current: number,
  { columns, last }: { columns: number; last: number },
): number | undefined {
  const within = (target: number) => Math.min(Math.max(target, 0), last);
  const rowStart = current - (current % columns);
  switch (key) {
    case "ArrowRight":
      return within(current + 1);
    case "ArrowLeft":
      return within(current - 1);
    case "ArrowDown":
      return current + columns > last ? current : current + columns;
    case "ArrowUp":
      return current - columns < 0 ? current : current - columns;
    case "Home":
      return ctrlKey ? 0 : rowStart;
    case "End":
      return ctrlKey ? last : within(rowStart + columns - 1);
    case "PageDown":
      return within(current + PAGE_ROWS * columns);
    case "PageUp":
      return within(current - PAGE_ROWS * columns);
    default:
      return undefined;
  }
}

const PAGE_ROWS = 6;
