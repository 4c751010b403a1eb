/** One thing that is wrong with a request, and where. */
export interface StatusCause {
  reason: string;
  message: string;
  field?: string;
}
