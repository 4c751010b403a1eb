/** The chart of docs/performance.md: lines over the number of nodes, in two panels. Pure. */

export interface GrowthPoint {
  nodes: number;
  makespanSeconds: number;
  criticalSeconds: number;
  calls: number;
  historyEvents: number;
  executions: number;
}

interface Line {
  name: string;
  colour: string;
  valueOf(point: GrowthPoint): number;
}

interface Panel {
  title: string;
  lines: readonly Line[];
  /** Marks of the vertical axis; the first is its foot, the last its top. */
  marks: readonly number[];
  /** From 0 at the foot to 1 at the top. */
  heightOf(value: number): number;
}

const MINUTE = 60;
const MINUTES: Panel = {
  title: "A preparation, in minutes",
  lines: [
    { name: "a preparation", colour: "#0b6e99", valueOf: (point) => point.makespanSeconds / MINUTE },
    { name: "critical path", colour: "#c2571a", valueOf: (point) => point.criticalSeconds / MINUTE },
  ],
  marks: [0, 5, 10, 15, 20, 25],
  heightOf: (value) => value / 25,
};

const PER_NODE: Panel = {
  title: "For each node (logarithmic)",
  lines: [
    { name: "history events", colour: "#0b6e99", valueOf: (point) => point.historyEvents / point.nodes },
    { name: "API calls", colour: "#c2571a", valueOf: (point) => point.calls / point.nodes },
    { name: "executions", colour: "#4c7a34", valueOf: (point) => point.executions / point.nodes },
  ],
  marks: [1, 10, 100, 1000],
  heightOf: (value) => Math.log10(value) / 3,
};

const WIDTH = 340;
const HEIGHT = 220;
const LEFT = 56;
const TOP = 76;
/** From one line's name to the next one's. */
const KEY = 118;

export function growthSvg(points: readonly GrowthPoint[]): string {
  const panels = [MINUTES, PER_NODE].map((panel, index) => panelSvg(panel, points, LEFT + index * (WIDTH + 90)));
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 352" font-family="system-ui, sans-serif" font-size="13">',
    "<title>Preparations of 1, 10, 100 and 1,000 nodes</title>",
    '<rect width="860" height="352" fill="#ffffff"/>',
    ...panels,
    "</svg>",
    "",
  ].join("\n");
}

function panelSvg(panel: Panel, points: readonly GrowthPoint[], left: number): string {
  const largest = Math.log10(Math.max(...points.map(({ nodes }) => nodes), 10));
  const x = (nodes: number) => left + (Math.log10(nodes) / largest) * WIDTH;
  const y = (value: number) => TOP + HEIGHT * (1 - panel.heightOf(value));
  const text = (at: { x: number; y: number }, words: string, more = "") =>
    `<text x="${at.x.toFixed(1)}" y="${at.y.toFixed(1)}" fill="#333333" ${more}>${words}</text>`;
  const marks = panel.marks.flatMap((mark) => [
    `<line x1="${left}" x2="${left + WIDTH}" y1="${y(mark).toFixed(1)}" y2="${y(mark).toFixed(1)}" stroke="#dddddd"/>`,
    text({ x: left - 8, y: y(mark) + 4 }, String(mark), 'text-anchor="end"'),
  ]);
  const lines = panel.lines.flatMap(({ name, colour, valueOf }, index) => {
    const at = points.map((point) => `${x(point.nodes).toFixed(1)},${y(valueOf(point)).toFixed(1)}`);
    return [
      `<polyline points="${at.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...at.map((pair) => `<circle cx="${pair.split(",")[0]}" cy="${pair.split(",")[1]}" r="3.5" fill="${colour}"/>`),
      `<rect x="${left + index * KEY}" y="46" width="14" height="4" fill="${colour}"/>`,
      text({ x: left + index * KEY + 18, y: 52 }, name, 'font-size="11"'),
    ];
  });
  return [
    text({ x: left, y: 26 }, panel.title, 'font-weight="600"'),
    ...marks,
    ...points.map(({ nodes }) => text({ x: x(nodes), y: TOP + HEIGHT + 20 }, String(nodes), 'text-anchor="middle"')),
    text({ x: left + WIDTH / 2, y: TOP + HEIGHT + 42 }, "nodes", 'text-anchor="middle"'),
    ...lines,
  ].join("\n");
}
