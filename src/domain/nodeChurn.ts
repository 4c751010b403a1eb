/**
 * Nodes that leave a pool, or come to it, while a run works there. A machine is itself by its node's UID; by its boot too
 * where its files matter, since Azure re-images a machine without a new Node object.
 */
import type { Finding } from "./findings.ts";
import type { NodeRef } from "./nodeRef.ts";

/** `replaced`: another machine has the node's name now. */
export type Gone = "left" | "replaced";

export interface GoneNode {
  node: NodeRef;
  gone: Gone;
}

export function goneNodes(met: readonly NodeRef[], present: readonly NodeRef[]): GoneNode[] {
  const uids = new Map(present.map(({ name, uid }) => [name, uid]));
  return met.flatMap((node): GoneNode[] => {
    const uid = uids.get(node.name);
    return uid === node.uid ? [] : [{ node, gone: uid === undefined ? "left" : "replaced" }];
  });
}

/** Those that nobody has worked on, at least not since they were started last. */
export function newcomersOf(met: readonly NodeRef[], present: readonly NodeRef[]): NodeRef[] {
  const boots = new Set(met.map(bootOf));
  return present.filter((node) => !boots.has(bootOf(node)));
}

function bootOf({ uid, bootId }: NodeRef): string {
  return `${uid}/${bootId}`;
}

/** Whether the pool still has what was asked is for verification to say. */
export function goneFinding({ node: { name }, gone }: GoneNode): Finding {
  return { severity: "warn", subject: `node/${name}`, ...GONE[gone] };
}

/** Of a node that was re-imaged while it was verified: what stands there now is not prepared. */
export function replacedTooLate(node: NodeRef): Finding {
  return {
    ...goneFinding({ node, gone: "replaced" }),
    severity: "fail",
    action: "Run again: the machine that took its place is then prepared.",
  };
}

const GONE: Record<Gone, Pick<Finding, "code" | "found" | "action">> = {
  left: {
    code: "NodeLost",
    found: "the node has left the cluster during the run",
    action:
      "None if it was meant to go (scaled down, evicted, deleted). Otherwise look at its machine in Azure; a pool that lacks nodes now has a finding of its own.",
  },
  replaced: {
    code: "NodeReplaced",
    found: "the node was re-imaged or replaced during the run: another machine has its name",
    action:
      "None if the run is ready: the new machine was prepared and verified like any other. Otherwise run again. Find out who re-images nodes while they are being prepared.",
  },
};
