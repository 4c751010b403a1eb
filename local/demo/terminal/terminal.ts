/** Where the demo writes: a person's terminal, or a file or pipe. */
export interface Terminal {
  write(text: string): void;
  /** A person's terminal, in which lines can be redrawn. */
  isLive: boolean;
  colour: boolean;
  /** Asked anew for each frame: a person may resize the window. */
  columns(): number;
  rows(): number;
}

/** Of a stream that is no terminal, and of one that does not know its size. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

export function terminalOf(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Terminal {
  const isLive = stream.isTTY && environment["TERM"] !== "dumb";
  const noColour = environment["NO_COLOR"] ?? "";
  return {
    write: (text) => void stream.write(text),
    isLive,
    colour: isLive && noColour === "",
    columns: () => sizeOr(stream.columns, DEFAULT_COLUMNS),
    rows: () => sizeOr(stream.rows, DEFAULT_ROWS),
  };
}

function sizeOr(size: number | undefined, fallback: number): number {
  return size === undefined || size === 0 ? fallback : size;
}
