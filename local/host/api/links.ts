/** The addresses of the durable HTTP API, as the durable client and its callers receive them. */

export const RPC_PATH = "/durabletask/";
export const WEBHOOK_PATH = "/runtime/webhooks/durabletask/";

/** What the SDK replaces by the instance's id. */
const ID_PLACEHOLDER = "INSTANCEID";

export interface ManagementUrls {
  id: string;
  statusQueryGetUri: string;
  sendEventPostUri: string;
  terminatePostUri: string;
  rewindPostUri: string;
  purgeHistoryDeleteUri: string;
  restartPostUri: string;
  suspendPostUri: string;
  resumePostUri: string;
}

/** `origin`: `http://127.0.0.1:PORT`. */
export function managementUrls(origin: string, taskHub: string, instanceId: string): ManagementUrls {
  const instance = `${origin}${WEBHOOK_PATH}instances/${instanceId}`;
  const query = `taskHub=${taskHub}&connection=Storage`;
  const operation = (name: string) => `${instance}/${name}?reason={text}&${query}`;
  return {
    id: instanceId,
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: operation("terminate"),
    rewindPostUri: operation("rewind"),
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: operation("suspend"),
    resumePostUri: operation("resume"),
  };
}

/** The input of a durable client binding, as JSON text. */
export function durableClientPayload(origin: string, taskHub: string): string {
  const webhooks = `${origin}${WEBHOOK_PATH}`;
  const query = `taskHub=${taskHub}&connection=Storage`;
  const create = `${webhooks}orchestrators/{functionName}[/{instanceId}]`;
  return JSON.stringify({
    taskHubName: taskHub,
    creationUrls: {
      createNewInstancePostUri: `${create}?${query}`,
      createAndWaitOnNewInstancePostUri: `${create}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&${query}`,
    },
    managementUrls: managementUrls(origin, taskHub, ID_PLACEHOLDER),
    baseUrl: webhooks.slice(0, -1),
    requiredQueryStringParameters: query,
    rpcBaseUrl: `${origin}${RPC_PATH}`,
  });
}
