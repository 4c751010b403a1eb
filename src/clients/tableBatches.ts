/** Azure Tables takes at most 100 rows and 4 MiB in one transaction. */
import type { TableRow } from "./rowDocument.ts";

const MOST_ROWS = 100;
const MOST_BYTES = 4 * 1024 * 1024;
/** Headers and boundaries around each row, and around the whole. */
const BYTES_AROUND = 1024;

export function toBatches(rows: readonly TableRow[]): TableRow[][] {
  const batches: TableRow[][] = [];
  let batch: TableRow[] = [];
  let bytes = BYTES_AROUND;
  for (const row of rows) {
    const size = BYTES_AROUND + Buffer.byteLength(JSON.stringify(row));
    if (batch.length > 0 && (batch.length === MOST_ROWS || bytes + size > MOST_BYTES)) {
      batches.push(batch);
      batch = [];
      bytes = BYTES_AROUND;
    }
    batch.push(row);
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
