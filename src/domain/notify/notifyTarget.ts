/**
 * Who is told: an address in a request. Those of Slack and Teams hold a token, so that an address is a secret: it stays in
 * the preparation's own row, and everything else, the run's input included, has the host alone.
 */
import * as z from "zod";
import { isAllowedHost, type NotifyAllowance } from "./notifyAllowance.ts";

export const TARGET_TYPES = ["webhook", "slack", "teams"] as const;

const LONGEST_URL = 2000;
const MOST_TARGETS = 10;
const HTTPS_URL = "expected an https URL without user, password and fragment, of at most 2000 characters";

const targetSchema = z.strictObject({
  type: z.enum(TARGET_TYPES),
  url: z.string(HTTPS_URL).max(LONGEST_URL, HTTPS_URL).refine(isPlainHttpsUrl, HTTPS_URL),
});

export type NotifyTarget = z.infer<typeof targetSchema>;

export const notifySchema = z
  .array(targetSchema)
  .max(MOST_TARGETS, `expected at most ${MOST_TARGETS} receivers`)
  .refine((targets) => new Set(targets.map(({ url }) => url)).size === targets.length, {
    error: "expected each URL once",
    when: ({ value }) => z.array(targetSchema).safeParse(value).success,
  });

function isPlainHttpsUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return protocol === "https:" && username === "" && password === "" && hash === "";
}

/** With the port when it is not the usual one. */
export function hostOf({ url }: NotifyTarget): string {
  return new URL(url).host;
}

/** As the run's input and every answer have it. */
export function withoutAddresses<R extends { notify: NotifyTarget[] }>(request: R): R {
  return { ...request, notify: request.notify.map((target) => ({ ...target, url: `https://${hostOf(target)}/` })) };
}

/** Of the raw input: hosts that this app may not notify, and what it could not sign for. Nothing but hosts is repeated. */
export function refusedTargets(input: unknown, { hosts, signs }: NotifyAllowance): { path: string; message: string }[] {
  const { notify } = (input ?? {}) as { notify?: unknown };
  if (!Array.isArray(notify)) return [];
  return notify.flatMap((raw: unknown, index) => {
    const parsed = targetSchema.safeParse(raw);
    if (!parsed.success) return [];
    const path = `notify[${index}]`;
    if (!isAllowedHost(parsed.data.url, hosts)) {
      return [{ path: `${path}.url`, message: notAllowed(hostOf(parsed.data), hosts) }];
    }
    return parsed.data.type === "webhook" && !signs ? [{ path: `${path}.type`, message: UNSIGNED }] : [];
  });
}

const UNSIGNED = "this app has no secret to sign webhooks with; whoever runs it sets LAMPLIGHTER_NOTIFY_SECRET";

function notAllowed(host: string, hosts: NotifyAllowance["hosts"]): string {
  const names = hosts.map(({ name, port }) => (port === undefined ? name : `${name}:${port}`));
  const allowed = names.length === 0 ? "none" : names.join(", ");
  return `this app may not notify ${host} (LAMPLIGHTER_NOTIFY_ALLOW: ${allowed})`;
}
