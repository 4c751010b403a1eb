/**
 * LAMPLIGHTER_CHAT_USERS: who of a chat may do what. A comma-separated list of `slack:TEAM/USER=Preparer` and
 * `teams:TENANT/OBJECT_ID=Reader`. Whoever is not named may ask for help and nothing else.
 */
import type { Role } from "../caller.ts";

export type ChatPlatform = "slack" | "teams";

/** `slack:T123/U123`, in lower case. */
export type ChatUsers = ReadonlyMap<string, Role>;

const ENTRY = /^((?:slack|teams):[\w.-]+\/[\w.-]+)=(?:lamplighter\.)?(reader|preparer)$/;

/** The entries that are not of the form come back in `wrong`. */
export function parseChatUsers(text: string): { users: ChatUsers; wrong: string[] } {
  const entries = text
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "");
  const parsed = entries.map((entry) => ({ entry, match: ENTRY.exec(entry) }));
  return {
    users: new Map(parsed.flatMap(({ match }) => (match === null ? [] : [[match[1] ?? "", match[2] as Role]]))),
    wrong: parsed.flatMap(({ entry, match }) => (match === null ? [entry] : [])),
  };
}

export function roleOf(users: ChatUsers, platform: ChatPlatform, group: string, user: string): Role | undefined {
  return users.get(`${platform}:${group}/${user}`.toLowerCase());
}
