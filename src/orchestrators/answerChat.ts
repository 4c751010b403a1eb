/** answerChat: what a chat is told later than at once. Tried again while that may help; the conversation is open for half an hour. */
import { ORCHESTRATIONS } from "../domain/orchestrations.ts";
import { retryDelaySeconds } from "../domain/retry.ts";
import { type Flow, type OrchestrationContext, registerOrchestrator, stepAll } from "./durable.ts";

/** Slack's, of a `response_url`. */
const OPEN_SECONDS = 30 * 60;

export function registerAnswerChat(): void {
  registerOrchestrator(ORCHESTRATIONS.answerChat, answerChat);
}

/** Never throws: whoever was not answered asks again. */
function* answerChat(context: OrchestrationContext, input: { chat: string }): Flow<{ answered: boolean }> {
  const [answered] = yield* stepAll(context, "sayInChat", [input], (fault, attempt, waited) => {
    const delay = retryDelaySeconds(fault, attempt, waited);
    return delay === undefined || waited + delay > OPEN_SECONDS ? undefined : delay;
  });
  return { answered: answered?.ok === true };
}
