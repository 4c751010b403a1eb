/**
 * The nodes of one pool as a run meets them: which it has taken on, which have gone, and what was found on those that are
 * there. What was found on a machine says nothing of the next one that has its name.
 */
import type { Finding } from "../domain/findings.ts";
import { goneFinding, goneNodes, newcomersOf } from "../domain/nodeChurn.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import type { PrepareNodesResult } from "../domain/orchestrations.ts";
import { stopsRollout } from "../domain/rollout.ts";
import type { PatchDecision, PoolNodes } from "../domain/steps.ts";

export class PoolMembers {
  /** As they were seen last. */
  #present: NodeRef[] = [];
  #settled: NodeRef[] = [];
  #stragglers: NodeRef[] = [];
  #gone = new Map<string, Finding>();
  #stragglersFound: Finding[] = [];
  /** While they were prepared. */
  #found: Finding[] = [];
  busy: PatchDecision[] = [];
  /** How many are in order, of those that were prepared. */
  prepared = 0;

  /** Whoever has gone since is let go. */
  see(present: readonly NodeRef[]): void {
    const gone = goneNodes(this.#present, present);
    for (const one of gone) this.#gone.set(one.node.name, goneFinding(one));
    const names = new Set(gone.map(({ node }) => node.name));
    const subjects = new Set(gone.map(({ node }) => `node/${node.name}`));
    const isThere = (node: NodeRef) => !names.has(node.name);
    this.#settled = this.#settled.filter(isThere);
    this.#stragglers = this.#stragglers.filter(isThere);
    this.busy = this.busy.filter(({ node }) => isThere(node));
    const isOfPresent = ({ subject }: Finding) => !subjects.has(subject);
    this.#stragglersFound = this.#stragglersFound.filter(isOfPresent);
    this.#found = this.#found.filter(isOfPresent);
    this.#present = [...present];
  }

  /** All but those that were given up. */
  seeSettled(nodes: readonly NodeRef[]): void {
    this.see([...nodes, ...this.#stragglers]);
  }

  newcomers(nodes: readonly NodeRef[]): NodeRef[] {
    return newcomersOf([...this.#settled, ...this.#stragglers], nodes);
  }

  take(nodes: readonly NodeRef[]): void {
    this.#settled.push(...nodes);
  }

  /** Their stack has not settled in time. Returns the others. */
  giveUpStragglers({ nodes = [], stragglers = [] }: PoolNodes): NodeRef[] {
    this.see(nodes);
    const subjects = new Set(stragglers.map(({ subject }) => subject));
    const isStraggler = ({ name }: NodeRef) => subjects.has(`node/${name}`);
    this.#stragglers.push(...nodes.filter(isStraggler));
    this.#stragglersFound.push(...stragglers);
    return nodes.filter((node) => !isStraggler(node));
  }

  note(chunks: readonly PrepareNodesResult[], faults: readonly Finding[]): void {
    const isNews = ({ code }: Finding) => code !== "NodeLost" && code !== "NodeReplaced";
    this.#found.push(...faults, ...chunks.flatMap(({ findings }) => findings.filter(isNews)));
    this.busy.push(...chunks.flatMap((chunk) => chunk.busy.map(withoutProbe)));
    this.prepared += chunks.reduce((total, chunk) => total + chunk.prepared, 0);
  }

  /** That nobody waits for any more. */
  get givenUp(): string[] {
    return this.#stragglers.map(({ name }) => name);
  }

  /** That were or are being prepared; a machine that was restarted meanwhile counts once. */
  get nodes(): number {
    return new Set(this.#settled.map(({ uid }) => uid)).size;
  }

  /** What went wrong at the edit of a node that is still there. */
  get stoppedBy(): Finding | undefined {
    return this.#found.find(stopsRollout);
  }

  get findings(): Finding[] {
    return [...this.#stragglersFound, ...this.#found, ...this.#gone.values()];
  }
}

/** What is carried through the histories of the run: a thousand nodes may be busy. */
function withoutProbe({ kind, node, oldSha256, newSha256, configMap }: PatchDecision): PatchDecision {
  return { kind, node, oldSha256, newSha256, configMap };
}
