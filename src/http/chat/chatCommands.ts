/** What each command of a chat does. All of it is read or begun here; what takes longer goes on in an orchestration. */
import type { HttpRequest } from "@azure/functions";
import { actorOf, mayDo, type Role } from "../../domain/caller.ts";
import type { ChatReply } from "../../domain/chat/chatReply.ts";
import { type ApprovalRow, newestPlanRowKey } from "../../domain/chat/chatRows.ts";
import { type ChatCommand, COMMANDS, type CommandName } from "../../domain/chat/command.ts";
import { type CancellationRow, cancellationRowKey } from "../../domain/records.ts";
import type { PreparationRequest } from "../../domain/request.ts";
import { startVerification, type VerificationStart } from "../../runs/startVerification.ts";
import { makeRow, openPreparation } from "../acceptPreparation.ts";
import type { RouteContext } from "../deps.ts";
import { readProgress } from "../readProgress.ts";
import { approve, reject, startedReply } from "./chatApprovals.ts";
import { type ChatSubject, findSubject } from "./chatSubject.ts";

/** `plan`: to be made, and shown when it is there. */
export type ChatOutcome = { reply: ChatReply; plan?: PreparationRequest };

const NEEDED: Record<CommandName, Role | "anyone"> = {
  ...{ help: "anyone", status: "reader", plan: "reader" },
  ...{
    prepare: "preparer",
    approve: "preparer",
    reject: "preparer",
    cancel: "preparer",
    retry: "preparer",
    verify: "preparer",
  },
};

export function help(lines: string[] = []): ChatReply {
  return {
    title: "Lamplighter",
    lines: [
      ...lines,
      "plan CLUSTER: what a preparation like the last one would do; approve or reject it afterwards",
      "prepare CLUSTER: the same; nothing begins before somebody approves",
      "status [CLUSTER or PREPARATION], verify [CLUSTER], cancel [CLUSTER], retry [CLUSTER]",
      "approve CODE, reject CODE: of a plan that was shown",
      "A cluster is named by its name, or as subscription/group/name where there are several.",
    ],
  };
}

/** `role` undefined: nobody has said what this person may do. */
export async function carryOut(
  command: ChatCommand,
  role: Role | undefined,
  request: HttpRequest,
  context: RouteContext,
): Promise<ChatOutcome> {
  if (command.kind === "unknown") return { reply: help([misunderstood(command)]) };
  const needed = NEEDED[command.kind];
  if (needed !== "anyone" && (role === undefined || !mayDo(role, needed)))
    return { reply: refusal(command.kind, needed, context) };
  if (command.kind === "help") return { reply: help() };
  if (command.kind === "approve") return { reply: await approve(command.subject, request, context) };
  if (command.kind === "reject") return { reply: await reject(command.subject, context) };
  const subject = await findSubject(context, command.subject);
  if ("problem" in subject)
    return { reply: { title: `Understood: ${command.kind} ${command.subject}`.trim(), lines: [subject.problem] } };
  return ON_CLUSTER[command.kind](subject, request, context);
}

function misunderstood({ word, nearest }: Extract<ChatCommand, { kind: "unknown" }>): string {
  return `"${word}" is no command here${nearest === undefined ? `; known: ${COMMANDS.join(", ")}` : `; did you mean "${nearest}"?`}`;
}

function refusal(command: CommandName, needed: Role, { caller }: RouteContext): ChatReply {
  return {
    title: `Not allowed: ${command}`,
    lines: [
      `${command} needs the role ${needed}. Whoever runs the app names you in LAMPLIGHTER_CHAT_USERS, as ${caller.id}.`,
    ],
  };
}

type OnCluster = (subject: ChatSubject, request: HttpRequest, context: RouteContext) => Promise<ChatOutcome>;

const ON_CLUSTER: Record<Exclude<CommandName, "help" | "approve" | "reject">, OnCluster> = {
  plan: showPlan,
  prepare: showPlan,
  status: showStatus,
  cancel,
  retry,
  verify,
};

const FRESH_MS = 10 * 60_000;

async function showPlan(
  { name, newest }: ChatSubject,
  _request: HttpRequest,
  context: RouteContext,
): Promise<ChatOutcome> {
  const { partition, row } = newestPlanRowKey(newest.cluster);
  const made = (await context.tables.preparations.read<ApprovalRow>(partition, row))?.value;
  const isFresh = made !== undefined && context.now().getTime() - Date.parse(made.at) < FRESH_MS;
  if (context.caller.via === "teams" && isFresh) return { reply: made.reply };
  const { planHash: _approved, ...plan } = newest.request;
  const later =
    context.caller.via === "teams" ? `Ask "plan ${name}" again in a minute to see it.` : "It is on its way.";
  return {
    reply: { title: `Understood: plan ${name}`, lines: [`As preparation ${newest.id} was asked for. ${later}`] },
    plan,
  };
}

async function showStatus(
  { name, newest }: ChatSubject,
  _request: HttpRequest,
  context: RouteContext,
): Promise<ChatOutcome> {
  const { id, record } = newest;
  const title = `Understood: status ${name}`;
  if (record !== undefined) {
    const pools = record.pools.map((pool) => `${pool.name}: ${pool.ready} of ${pool.wanted} nodes ready`);
    const findings = record.findings.slice(0, 5).map(({ code, subject, found }) => `${code} (${subject}): ${found}`);
    return {
      reply: {
        title,
        lines: [
          `Preparation ${id}: ${record.verdict}, level ${record.level}, ${record.finishedAt}`,
          ...pools,
          ...findings,
        ],
      },
    };
  }
  const { status, phase, pools, nodesInTrouble } = await readProgress(context, newest);
  const lines = [
    `Preparation ${id}: ${status}, ${phase}`,
    ...pools.map(
      (pool) => `${pool.name}: ${pool.stage}, ${pool.ready} of ${pool.wanted} nodes Ready, ${pool.prepared} prepared`,
    ),
    ...nodesInTrouble.slice(0, 5).map(({ node, reason }) => `${node}: ${reason}`),
  ];
  return { reply: { title, lines } };
}

async function cancel(
  { name, newest }: ChatSubject,
  _request: HttpRequest,
  { tables, caller, now }: RouteContext,
): Promise<ChatOutcome> {
  const title = `Understood: cancel ${name}`;
  if (newest.record !== undefined)
    return { reply: { title, lines: [`Preparation ${newest.id} has ended: ${newest.record.verdict}.`] } };
  const { partition, row } = cancellationRowKey(newest.id);
  const cancellation: CancellationRow = {
    requestedAt: now().toISOString(),
    by: caller.name,
    cancelledBy: actorOf(caller),
  };
  await tables.preparations.insert(partition, row, cancellation);
  return {
    reply: {
      title,
      lines: [`Preparation ${newest.id} stops where nothing is left half-done, within a minute or two.`],
    },
  };
}

/** An approval was for one plan: the request runs again without it, at the word of whoever asks. */
async function retry({ name, newest }: ChatSubject, request: HttpRequest, context: RouteContext): Promise<ChatOutcome> {
  const { planHash: _approved, ...again } = newest.request;
  const answer = await openPreparation(request, context, {
    ...makeRow(context.newId(), again, context),
    retryOf: newest.id,
  });
  return { reply: startedReply(`Understood: retry ${name}`, answer) };
}

async function verify(
  { name, newest }: ChatSubject,
  _request: HttpRequest,
  context: RouteContext,
): Promise<ChatOutcome> {
  const { cluster, request } = newest;
  const ask = { id: context.newId(), cluster, level: request.verify.level, startedBy: actorOf(context.caller) };
  const start = await startVerification(context, ask);
  return { reply: { title: `Understood: verify ${name}`, lines: [inWords(start)] } };
}

function inWords(start: VerificationStart): string {
  switch (start.kind) {
    case "started":
      return `Verification ${start.row.id} has begun: it looks, and changes nothing.`;
    case "unknown":
      return "No preparation of this cluster was carried out yet: there is nothing to verify it against.";
    default:
      return `Something goes on there already${"run" in start && start.run !== undefined ? `: ${start.run.kind} ${start.run.id}` : ""}.`;
  }
}
