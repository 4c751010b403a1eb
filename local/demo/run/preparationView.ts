/** What GET /api/preparations/{id} answers, while the run goes on and when it has ended. */
import type { RecordSummary } from "../../../src/domain/record.ts";
import type { ProgressView } from "../../../src/http/readProgress.ts";

interface Links {
  self: string;
  nodes: string;
}

/** Status `failed`: the run ended without a record. */
export type RunningView = ProgressView &
  Pick<RecordSummary, "id" | "live" | "cluster" | "profile" | "startedAt"> & { links: Links };

export type FinishedView = RecordSummary & { status: "finished"; phase: "finished"; links: Links };

export type PreparationView = RunningView | FinishedView;
