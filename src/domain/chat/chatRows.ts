/** What is kept of a chat: each message once, and plans that wait for somebody's approval. */
import type { Actor } from "../caller.ts";
import { type ClusterRef, clusterKey } from "../clusterRef.ts";
import { jsonHash, sha256 } from "../hash.ts";
import type { RowKey } from "../records.ts";
import type { PreparationRequest } from "../request.ts";
import type { ChatReply } from "./chatReply.ts";

/** One for each message that was signed: who sends it again is not heard again. */
export interface ChatRow {
  receivedAt: string;
  actor: Actor;
  /** Whoever has it may write into the conversation for half an hour: it is kept here alone. */
  responseUrl?: string;
  /** To be planned, and shown. */
  request?: PreparationRequest;
  /** To be said, in place of the message that was clicked. */
  say?: ChatReply;
}

/** `delivery`: what the platform calls this one message. */
export function chatId(platform: string, delivery: string): string {
  return sha256(`${platform}/${delivery}`).slice(0, 40);
}

export function chatRowKey(id: string): RowKey {
  return { partition: "chat", row: id };
}

export interface ApprovalRow {
  cluster: ClusterRef;
  request: PreparationRequest;
  planHash: string;
  askedBy: Actor;
  at: string;
  reply: ChatReply;
}

export const APPROVAL_HOURS = 24;

/** The same plan for the same cluster has the same code. */
export function approvalCode(cluster: ClusterRef, planHash: string): string {
  return jsonHash([clusterKey(cluster), planHash]).slice(0, 10);
}

export function approvalRowKey(code: string): RowKey {
  return { partition: "approval", row: code.toLowerCase() };
}

/** The newest plan of a cluster, for whoever cannot be written to and asks again. */
export function newestPlanRowKey(cluster: ClusterRef): RowKey {
  return { partition: "newestPlan", row: sha256(clusterKey(cluster)) };
}
