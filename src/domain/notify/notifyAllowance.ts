/**
 * LAMPLIGHTER_NOTIFY_ALLOW: which hosts may be notified. A comma-separated list of `host`, `*.domain` (any name below it)
 * and `host:port` (443 otherwise); `private:` before one of them allows that it has a private address.
 */
export interface AllowedHost {
  /** Lower case; begins with `*.` for every name below. IPv6 in brackets. */
  name: string;
  port?: number;
  /** It may be at a private, loopback or link-local address. */
  private: boolean;
}

export interface NotifyAllowance {
  hosts: readonly AllowedHost[];
  /** Whether there is a secret for webhooks. */
  signs: boolean;
}

export const NO_NOTIFYING: NotifyAllowance = { hosts: [], signs: false };

const ENTRY =
  /^(private:)?((?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/;

/** The entries that are not of the form come back in `wrong`. */
export function parseAllowedHosts(text: string): { hosts: AllowedHost[]; wrong: string[] } {
  const entries = text
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "");
  const parsed = entries.map((entry) => ({ entry, match: ENTRY.exec(entry) }));
  return {
    hosts: parsed.flatMap(({ match }) => (match === null ? [] : [hostOfEntry(match)])),
    wrong: parsed.flatMap(({ entry, match }) => (match === null ? [entry] : [])),
  };
}

function hostOfEntry([, isPrivate, name = "", port]: RegExpExecArray): AllowedHost {
  return { name, private: isPrivate !== undefined, ...(port === undefined ? {} : { port: Number(port) }) };
}

export function isAllowedHost(url: string, hosts: readonly AllowedHost[]): boolean {
  return allowancesOf(url, hosts).length > 0;
}

export function mayBePrivate(url: string, hosts: readonly AllowedHost[]): boolean {
  return allowancesOf(url, hosts).some((host) => host.private);
}

function allowancesOf(url: string, hosts: readonly AllowedHost[]): AllowedHost[] {
  if (!URL.canParse(url)) return [];
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== "https:") return [];
  const portNumber = port === "" ? HTTPS_PORT : Number(port);
  return hosts.filter(
    (host) => (host.port ?? HTTPS_PORT) === portNumber && isNamed(hostname.replace(/\.$/, ""), host.name),
  );
}

const HTTPS_PORT = 443;

function isNamed(hostname: string, name: string): boolean {
  return name.startsWith("*.") ? hostname.endsWith(name.slice(1)) && hostname.length >= name.length : hostname === name;
}
