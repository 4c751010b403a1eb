/** A failure that the orchestrator is told of. All that it learns of an activity's error is text. */
export class ActivityFailure extends Error {
  readonly details: string;
  constructor(thrown: unknown) {
    super(thrown instanceof Error ? thrown.message : String(thrown));
    this.details = (thrown instanceof Error ? thrown.stack : undefined) ?? this.message;
  }
}
