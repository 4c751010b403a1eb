/** Each run ends in a record, its evidence is there before it, and nothing but evidence makes it ready. */
import type { WireRequest } from "../../world/wire.ts";
import type { MakeInvariant, NodeEvidence, Scene, StoredRecord } from "../scene.ts";

interface PreparationRow {
  id: string;
  record?: StoredRecord;
}

export function preparations(scene: Scene): PreparationRow[] {
  return [...scene.rows<PreparationRow>("preparations", "preparation").values()];
}

/** Whether the record of any run tells a person of it: as findings or as what to do. */
export function hasTold(scene: Scene, word: string): boolean {
  return preparations(scene).some(({ record }) =>
    record?.findings.some(({ action, found }) => `${action} ${found}`.includes(word)),
  );
}

/** Tells of each record in the moment in which it is there. */
export function onNewRecord(scene: Scene, react: (record: StoredRecord) => void): (request: WireRequest) => void {
  const seen = new Set<string>();
  return ({ method, url }) => {
    if (method === "GET" || !url.includes("/preparations")) return;
    for (const { id, record } of preparations(scene)) {
      if (record === undefined || seen.has(id)) continue;
      seen.add(id);
      react(record);
    }
  };
}

export const evidence: MakeInvariant = (scene) => {
  const started = new Set<string>();
  return {
    onMoment(at, subject) {
      if (at !== "turn:begun" || subject !== "prepareCluster") return;
      for (const { name, input } of scene.inspect().instances()) {
        if (name === subject) started.add((JSON.parse(input ?? "{}") as { preparationId: string }).preparationId);
      }
    },
    onRequest: onNewRecord(scene, (record) => {
      const nodes = [...scene.rows<NodeEvidence>("evidence", record.id).values()];
      for (const { name, ready } of record.pools) {
        const proven = nodes.filter((node) => node.pool === name && node.verdict === "ready");
        scene.check("evidence comes before its record", proven.length >= ready, () => {
          return `the record says ${ready} nodes of pool ${name} are ready, and there is evidence of ${proven.length}`;
        });
      }
      for (const node of nodes) {
        const isSound = node.verdict !== "ready" || (node.certificate !== undefined && node.checks.every(hasPassed));
        scene.check("evidence is complete", isSound && node.checks.length > 0, () => {
          return `${node.name} is ${node.verdict} with ${JSON.stringify(node.checks.filter((check) => !hasPassed(check)))}`;
        });
      }
    }),
    atEnd() {
      for (const { id, record } of preparations(scene).filter((row) => started.has(row.id))) {
        scene.check("each run ends in a record", record !== undefined, () => `the run ${id} has left no record`);
      }
    },
  };
};

function hasPassed({ status }: NodeEvidence["checks"][number]): boolean {
  return status === "passed" || status === "notApplicable";
}
