/** A notice as a CloudEvent 1.0 in structured JSON, and as messages of Slack and Teams. */
import { adaptiveCard, cardFacts, cardText, cardTitle, teamsMessage } from "../chat/adaptiveCard.ts";
import { context, header, mrkdwn, section, slackMessage } from "../chat/blockKit.ts";
import { clusterResourceId } from "../clusterRef.ts";
import type { Notice, NoticeKind } from "./notice.ts";
import type { NotifyTarget } from "./notifyTarget.ts";

export interface NoticeMessage {
  contentType: string;
  body: string;
}

/** `live`: whether the world that it is about is the real one. */
export function messageOf(notice: Notice, type: NotifyTarget["type"], live: boolean): NoticeMessage {
  const { contentType, make } = FORMS[type];
  return { contentType, body: JSON.stringify(make(notice, live)) };
}

const FORMS: Record<NotifyTarget["type"], { contentType: string; make(notice: Notice, live: boolean): unknown }> = {
  webhook: { contentType: "application/cloudevents+json", make: cloudEvent },
  slack: { contentType: "application/json", make: slackNotice },
  teams: { contentType: "application/json", make: teamsNotice },
};

export function cloudEvent(notice: Notice, live: boolean) {
  const { kind, id, cluster, preparationId, at, summary, data } = notice;
  return {
    specversion: "1.0",
    id,
    source: clusterResourceId(cluster),
    type: `dev.lamplighter.${SUBJECT_OF[kind]}.${kind}`,
    subject: preparationId,
    time: at,
    datacontenttype: "application/json",
    data: { event: kind, live, cluster, preparationId, summary, ...data },
  };
}

const SUBJECT_OF: Record<NoticeKind, "preparation" | "cluster"> = {
  started: "preparation",
  blocked: "preparation",
  ready: "preparation",
  failed: "preparation",
  cancelled: "preparation",
  drift: "cluster",
  repaired: "cluster",
};

const SIGN: Record<NoticeKind, string> = {
  started: "🔧",
  blocked: "⛔",
  ready: "✅",
  failed: "❌",
  cancelled: "⏹️",
  drift: "⚠️",
  repaired: "✅",
};

function slackNotice(notice: Notice, live: boolean) {
  const { kind, summary, lines } = notice;
  return slackMessage(`${SIGN[kind]} ${summary}`, [
    header(`${SIGN[kind]} ${summary}`),
    ...(lines.length === 0 ? [] : [section(lines.map((line) => mrkdwn`• ${line}`).join("\n"))]),
    context(mrkdwn`${whereAndWhich(notice, live)}`),
  ]);
}

function teamsNotice(notice: Notice, live: boolean) {
  const { kind, summary, lines } = notice;
  return teamsMessage(
    adaptiveCard([
      cardTitle(`${SIGN[kind]} ${summary}`),
      ...lines.map((line) => cardText(line)),
      cardFacts([{ title: "Preparation", value: whereAndWhich(notice, live) }]),
    ]),
  );
}

function whereAndWhich({ cluster, preparationId }: Notice, live: boolean): string {
  return `${cluster.resourceGroup}/${cluster.name} · ${preparationId}${live ? "" : " · simulated"}`;
}
