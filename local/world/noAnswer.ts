/** What a client meets where nobody listens: a handler throws it instead of answering. */
const CODE = "ECONNREFUSED";

export function noAnswer(): Error {
  return Object.assign(new Error("connect ECONNREFUSED"), { code: CODE });
}

export function isNoAnswer(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === CODE;
}
