/** The app's configuration from its environment (design.md, section 11), with everything that is wrong in one message. */
import * as z from "zod";
import { parseChatUsers } from "./domain/chat/chatUsers.ts";
import { scheduleProblem } from "./domain/ncrontab.ts";
import { parseAllowedHosts } from "./domain/notify/notifyAllowance.ts";

const IMAGE = /^[a-z0-9][\w.-]*(:\d+)?(\/[\w.-]+)+(:[\w.-]+|@sha256:[0-9a-f]{64}|:[\w.-]+@sha256:[0-9a-f]{64})$/;
const image = z.string().regex(IMAGE, "an image pinned by version or digest");
const secureUrl = z.url({ protocol: /^https$/, error: "an https URL" }).transform((url) => url.replace(/\/$/, ""));

const configSchema = z.object({
  LAMPLIGHTER_TABLES_ENDPOINT: secureUrl,
  LAMPLIGHTER_ARM_ENDPOINT: secureUrl.default("https://management.azure.com"),
  LAMPLIGHTER_CLUSTER_CREDENTIALS: z.enum(["entra", "admin"]).default("entra"),
  LAMPLIGHTER_NODE_IMAGE: image.default("mcr.microsoft.com/azurelinux/base/core:3.0"),
  LAMPLIGHTER_HELMFILE_IMAGE: image.default("ghcr.io/helmfile/helmfile:v1.1.9"),
  LAMPLIGHTER_AUTH: z.enum(["function-key", "easyauth"], "function-key or easyauth").default("function-key"),
  /** NCRONTAB, in UTC. */
  LAMPLIGHTER_REVERIFY_SCHEDULE: z
    .string()
    .default("0 0 */6 * * *")
    .superRefine((text, { addIssue }) => {
      const problem = scheduleProblem(text);
      if (problem !== undefined) addIssue(problem);
    }),
  LAMPLIGHTER_WORLD: z.enum(["live", "simulated"]).default("live"),
  /** Set by the platform, and by nobody else. */
  WEBSITE_AUTH_ENABLED: z.string().optional(),
  LAMPLIGHTER_SLACK_SIGNING_SECRET: z.string().min(16, "the signing secret of the Slack app").optional(),
  LAMPLIGHTER_TEAMS_TOKEN: z.base64("the security token of the outgoing webhook, in Base64").optional(),
  LAMPLIGHTER_CHAT_USERS: z
    .string()
    .default("")
    .superRefine((text, { addIssue }) => {
      const { wrong } = parseChatUsers(text);
      if (wrong.length > 0) addIssue(`expected slack:TEAM/USER=Preparer or =Reader, not ${wrong.join(", ")}`);
    }),
  LAMPLIGHTER_NOTIFY_ALLOW: z
    .string()
    .default("")
    .superRefine((text, { addIssue }) => {
      const { wrong } = parseAllowedHosts(text);
      if (wrong.length > 0)
        addIssue(`expected host, *.domain or host:port, with private: before one, not ${wrong.join(", ")}`);
    }),
  /** Several, with a space between, while one takes another's place. */
  LAMPLIGHTER_NOTIFY_SECRET: z
    .string()
    .regex(
      /^whsec_[A-Za-z0-9+/]{32,88}={0,2}( whsec_[A-Za-z0-9+/]{32,88}={0,2})*$/,
      "whsec_ and 24 to 64 bytes in Base64",
    )
    .optional(),
  IDENTITY_ENDPOINT: z.string().optional(),
  AZURE_CLIENT_ID: z.string().optional(),
});

export type Config = z.infer<typeof configSchema>;

export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `The configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join("\n")}\nSee docs/operations.md, "Configuration".`,
    );
    this.name = "ConfigError";
  }
}

/** Throws `ConfigError`. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const known = Object.keys(configSchema.shape);
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => known.includes(name) && value !== ""),
  );
  const parsed = configSchema.safeParse(given);
  const problems = [...(parsed.error?.issues ?? []).map((issue) => explain(issue, given)), ...untrustedSignIn(given)];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return parsed.data;
}

/** Where the platform does not sign people in, anyone could send the headers that it would send. */
function untrustedSignIn({ LAMPLIGHTER_AUTH, WEBSITE_AUTH_ENABLED }: Record<string, unknown>): string[] {
  if (LAMPLIGHTER_AUTH !== "easyauth" || String(WEBSITE_AUTH_ENABLED).toLowerCase() === "true") return [];
  return [
    "LAMPLIGHTER_AUTH: easyauth needs App Service authentication, which is off (WEBSITE_AUTH_ENABLED is not True); turn it on, or use function-key",
  ];
}

function explain(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  const name = String(issue.path[0]);
  return given[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`;
}
