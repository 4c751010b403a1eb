/** Every orchestrator, registered with the app that is being composed. */
import { registerAnswerChat } from "./answerChat.ts";
import { registerDeliverNotice } from "./deliverNotice.ts";
import { registerInstallStack } from "./installStack.ts";
import { registerNodeTransaction } from "./nodeTransaction.ts";
import { registerPatchWave } from "./patchWave.ts";
import { registerPrepareCluster } from "./prepareCluster.ts";
import { registerPrepareNodes } from "./prepareNodes.ts";
import { registerPreparePool } from "./preparePool.ts";
import { registerReverifyClusters } from "./reverifyClusters.ts";
import { registerVerifyCluster } from "./verifyCluster.ts";
import { registerVerifyNodes } from "./verifyNodes.ts";
import { registerVerifyRegistered } from "./verifyRegistered.ts";

export function registerOrchestrators(): void {
  registerPrepareCluster();
  registerPreparePool();
  registerInstallStack();
  registerPrepareNodes();
  registerPatchWave();
  registerVerifyCluster();
  registerVerifyNodes();
  registerVerifyRegistered();
  registerReverifyClusters();
  registerNodeTransaction();
  registerDeliverNotice();
  registerAnswerChat();
}
