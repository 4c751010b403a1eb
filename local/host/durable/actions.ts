/** What an orchestrator asks for: the `actions` that the SDK returns, as they look after JSON. */

export const ActionType = {
  CallActivity: 0,
  CallActivityWithRetry: 1,
  CallSubOrchestrator: 2,
  CallSubOrchestratorWithRetry: 3,
  ContinueAsNew: 4,
  CreateTimer: 5,
  WaitForExternalEvent: 6,
  CallEntity: 7,
  CallHttp: 8,
  SignalEntity: 9,
  WhenAny: 11,
  WhenAll: 12,
  LockEntities: 13,
  ReleaseEntities: 14,
} as const;

export interface RetryOptions {
  firstRetryIntervalInMilliseconds: number;
  maxNumberOfAttempts: number;
  backoffCoefficient?: number;
  maxRetryIntervalInMilliseconds?: number;
  retryTimeoutInMilliseconds?: number;
}

export interface DurableHttpRequest {
  method: string;
  uri: string;
  content?: string;
  headers?: Record<string, string>;
  tokenSource?: unknown;
  asynchronousPatternEnabled?: boolean;
}

export type Action =
  | { actionType: 0; functionName: string; input?: unknown }
  | { actionType: 1; functionName: string; input?: unknown; retryOptions: RetryOptions }
  | { actionType: 2; functionName: string; instanceId?: string; input?: unknown; version?: string }
  | {
      actionType: 3;
      functionName: string;
      instanceId?: string;
      input?: unknown;
      version?: string;
      retryOptions: RetryOptions;
    }
  | { actionType: 4; input?: unknown }
  | { actionType: 5; fireAt: string; isCanceled: boolean }
  | { actionType: 6; externalEventName: string }
  | { actionType: 7 | 9; instanceId: string; operation: string; input?: unknown }
  | { actionType: 8; httpRequest: DurableHttpRequest }
  | { actionType: 11 | 12; compoundActions: Action[] }
  | { actionType: 13 | 14 };

/** One answer of an orchestrator: everything it did since its execution began. */
export interface OrchestratorState {
  isDone: boolean;
  actions: Action[];
  output?: unknown;
  customStatus?: unknown;
  /** The message of what the orchestrator threw; the SDK leaves an empty one out. */
  error?: string;
  threw: boolean;
}
