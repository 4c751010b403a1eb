/** How an execution of an orchestration ends. */

/** Outputs of completed instances are JSON text, those of failed and terminated ones plain text. */
export type FinalEnd =
  | { status: "Completed"; output: string | null }
  | { status: "Failed" | "Terminated"; output: string; details: string };

export type ExecutionEnd = FinalEnd | { status: "ContinuedAsNew"; input: unknown };
