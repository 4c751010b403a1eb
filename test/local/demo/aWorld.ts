/** A world whose API gives prepared answers, on a clock that jumps when the demo waits. */
import type { DemoWorld } from "../../../local/demo/demo.ts";
import type { PreparationView } from "../../../local/demo/run/preparationView.ts";
import { createVirtualClock } from "../../../local/world/clock.ts";
import type { NodeRecord } from "../../../src/domain/record.ts";

type Answer = Awaited<ReturnType<DemoWorld["api"]>>;

export interface TestWorld extends DemoWorld {
  requests: { method: string; path: string; body: unknown }[];
  isStopped(): boolean;
}

export interface WorldAnswers {
  start?: Answer;
  /** One after the other; the last one again and again. */
  views?: readonly PreparationView[];
  /** One page after the other. */
  nodePages?: readonly (readonly NodeRecord[])[];
}

const ORIGIN = "http://127.0.0.1:7071";

export function aWorld({ start = answer(202, { id: "7f0c" }), views = [], nodePages = [[]] }: WorldAnswers): TestWorld {
  const clock = createVirtualClock({ startAt: Date.UTC(2026, 0, 1) });
  const requests: TestWorld["requests"] = [];
  let polls = 0;
  let stopped = false;
  return {
    clock,
    urls: { receiver: ORIGIN },
    requests,
    isStopped: () => stopped,
    api(method, path, body) {
      requests.push({ method, path, body });
      const { pathname, searchParams } = new URL(path, ORIGIN);
      if (method === "POST") return Promise.resolve(start);
      if (!pathname.endsWith("/nodes")) return Promise.resolve(answer(200, views[Math.min(polls++, views.length - 1)]));
      return Promise.resolve(answer(200, nodesPage(nodePages, Number(searchParams.get("cursor") ?? "0"))));
    },
    stop() {
      stopped = true;
      clock.stop();
      return Promise.resolve();
    },
  };
}

export function answer(status: number, body: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body };
}

function nodesPage(pages: readonly (readonly NodeRecord[])[], page: number) {
  const next = `${ORIGIN}/api/preparations/7f0c/nodes?cursor=${page + 1}`;
  return { nodes: pages[page] ?? [], links: page + 1 < pages.length ? { next } : {} };
}
