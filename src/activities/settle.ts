/** An activity's faults as data: nothing is thrown into an orchestration, where error classes do not survive. */
import { ClientFault } from "../clients/errors.ts";
import type { Fault, Settled } from "../domain/outcome.ts";
import { toldText } from "../domain/toldText.ts";

export async function settle<T>(step: string, work: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, fault: faultOf(step, error) };
  }
}

/** What is not a client's fault is a bug: it is tried once more in case it was a race, and then shown. */
function faultOf(step: string, error: unknown): Fault {
  if (error instanceof ClientFault) {
    const { code, retry, retryAfterSeconds, operation } = error.details;
    return {
      code,
      retry,
      operation: `${step}: ${operation}`,
      message: toldText(error.message),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }
  return {
    code: "InternalError",
    retry: "never",
    operation: step,
    message: toldText(error instanceof Error ? error.message : String(error)),
  };
}
