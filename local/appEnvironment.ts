/** The app's configuration in the simulated world: that of a function app with a managed identity, with other addresses. */
import type { FrontDoor } from "./host/http/frontDoor.ts";
import { IDENTITY_SECRET } from "./simulators.ts";

/** Known to everybody: what it signs is simulated. */
export const NOTIFY_SECRET = "whsec_c2ltdWxhdGVkLW5vdGlmaWNhdGlvbnMtc2VjcmV0";

export interface AppSettings {
  clusterCredentials?: "entra" | "admin";
  frontDoor?: FrontDoor | undefined;
}
export const SLACK_SECRET = "simulated-slack-signing-secret";
export const TEAMS_TOKEN = "c2ltdWxhdGVkLXRlYW1zLXRva2Vu";

export function appEnvironment(
  urls: Readonly<Record<"arm" | "tables" | "identity", string>> & { receiver?: string },
  { clusterCredentials = "entra", frontDoor }: AppSettings = {},
): Record<string, string> {
  return {
    LAMPLIGHTER_WORLD: "simulated",
    LAMPLIGHTER_ARM_ENDPOINT: urls.arm,
    LAMPLIGHTER_TABLES_ENDPOINT: urls.tables,
    LAMPLIGHTER_CLUSTER_CREDENTIALS: clusterCredentials,
    LAMPLIGHTER_AUTH: frontDoor?.kind === "sign-in" ? "easyauth" : "function-key",
    WEBSITE_AUTH_ENABLED: frontDoor?.kind === "sign-in" ? "True" : "False",
    IDENTITY_ENDPOINT: `${urls.identity}/msi/token`,
    IDENTITY_HEADER: IDENTITY_SECRET,
    LAMPLIGHTER_NOTIFY_ALLOW: urls.receiver === undefined ? "" : `private:${new URL(urls.receiver).host}`,
    LAMPLIGHTER_NOTIFY_SECRET: NOTIFY_SECRET,
    LAMPLIGHTER_SLACK_SIGNING_SECRET: SLACK_SECRET,
    LAMPLIGHTER_TEAMS_TOKEN: TEAMS_TOKEN,
    LAMPLIGHTER_CHAT_USERS:
      "slack:T0/U-ADA=Preparer, slack:T0/U-BOB=Reader, teams:tenant/ada=Preparer, teams:tenant/bob=Reader",
  };
}
