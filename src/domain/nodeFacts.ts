/**
 * What a node's probe found, from its termination message: `key=value` lines, at most 4,096 bytes. The format is that
 * of scripts/facts.sh.
 */
import * as z from "zod";
import { toldText } from "./toldText.ts";

const truth = z.enum(["true", "false"]).transform((text) => text === "true");
/** For people: a node may say anything. */
const told = z.string().transform((text) => toldText(text));
const hash = z.string().regex(/^([0-9a-f]{64})?$/);
const number = z.string().regex(/^\d+$/).transform(Number);

const factsSchema = z.object({
  bootId: z.string(),
  kernel: told,
  os: told,
  containerdVersion: told,
  /** Of /etc/containerd/config.toml. */
  configSha256: hash,
  /** Of `containerd config dump`: the effective configuration, imports merged. */
  dumpSha256: hash,
  /** A file that it imports by name and that is not there, the first one; "": none. */
  missingImport: told,
  /** Something listens on the NRI socket; the socket file alone proves nothing. */
  nriListening: truth,
  peermemLoaded: truth,
  driverVersion: told,
  ofedVersion: told,
  /** InfiniBand devices, Ethernet ones not counted. */
  infinibandDevices: number,
  infinibandActive: number,
});

export type NodeFacts = z.infer<typeof factsSchema>;

/** Undefined: the message is not a probe's, or is cut. */
export function parseFacts(message: string): NodeFacts | undefined {
  const parsed = factsSchema.safeParse(parseLines(message));
  return parsed.success ? parsed.data : undefined;
}

/** `key=value` lines as a map; other lines are passed over. */
export function parseLines(message: string): Record<string, string> {
  const entries = message.split("\n").flatMap((line) => {
    const at = line.indexOf("=");
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
  });
  return Object.fromEntries(entries);
}
