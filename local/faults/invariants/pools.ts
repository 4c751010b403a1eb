/** Azure's pools: none beyond the request, none changed outside it, each asked for once, and not sooner than Azure wants. */
import type { StoredPool } from "../../azure/arm/state.ts";
import type { WireRequest, WireResponse } from "../../world/wire.ts";
import { requestLine } from "../../writeLog.ts";
import type { MakeInvariant, Scene } from "../scene.ts";

interface WantedPool {
  name: string;
  vmSize: string;
  count: number;
}

export const pools: MakeInvariant = (scene) => {
  const wanted = (scene.scenario.request as unknown as { nodePools: WantedPool[] }).nodePools;
  const outside = () =>
    JSON.stringify(
      scene
        .pools()
        .filter(({ name }) => !wanted.some((pool) => pool.name === name))
        .map(({ name, properties, provisioningState }) => [name, properties, provisioningState]),
    );
  const untouched = outside();
  return {
    onRequest(request) {
      if (!isArm(request) || request.method === "GET") return;
      scene.check("no pool outside the request is touched", outside() === untouched, () => {
        return `after ${requestLine("arm", request)} the other pools are ${outside()}, and were ${untouched}`;
      });
      for (const pool of scene.pools()) checkPool(scene, pool, wanted);
    },
  };
};

function checkPool(scene: Scene, { name, properties }: StoredPool, wanted: readonly WantedPool[]): void {
  const own = wanted.find((pool) => pool.name === name);
  if (own === undefined) return;
  const holds = properties.vmSize === own.vmSize && properties.count === own.count;
  scene.check("a pool is as it was asked for", holds, () => {
    return `pool ${name} is ${properties.count} of ${properties.vmSize}, wanted were ${own.count} of ${own.vmSize}`;
  });
}

export const poolAskedOnce: MakeInvariant = (scene) => {
  const isUnderWay = (name: string) =>
    scene.pools().some((pool) => pool.name === name && pool.operationId !== undefined);
  return {
    onRequest(request, response) {
      const [, name] = /^PUT agentPools\/(.+)$/.exec(isArm(request) ? requestLine("arm", request) : "") ?? [];
      if (name === undefined || response === undefined) return;
      const isRefused = response.status === 409 && isUnderWay(name) && !isFaults(response);
      scene.check("a pool is asked for once", !isRefused, () => {
        return `pool ${name} was asked for again while Azure was at it: ${textOf(response).slice(0, 200)}`;
      });
    },
  };
};

function textOf({ body }: Pick<WireResponse, "body">): string {
  return typeof body === "string" ? body : "";
}

function isFaults({ body }: WireResponse): boolean {
  return textOf({ body }).includes("Refused by a fault.");
}

export const retryAfter: MakeInvariant = (scene) => {
  const until = new Map<string, number>();
  return {
    onInjected(kind) {
      // Who died, or whose work was lost, cannot know what was said.
      if (kind.startsWith("host")) until.clear();
    },
    onRequest(request, response) {
      const line = isArm(request) ? requestLine("arm", request) : "";
      if (!/^(PUT|GET) agentPools\//.test(line)) return;
      const notBefore = until.get(line) ?? 0;
      scene.check("Retry-After is honoured", scene.clock.now() >= notBefore, () => {
        return `${line} was sent ${Math.round((notBefore - scene.clock.now()) / 1000)} s too soon`;
      });
      const seconds = Number(response?.headers["retry-after"] ?? 0);
      until.set(line, response?.status === 429 ? scene.clock.now() + seconds * 1000 : 0);
    },
  };
};

function isArm({ url }: WireRequest): boolean {
  return url.startsWith("https://management.azure.com/");
}

/** No GPU operator comes beside a driver that AKS manages. */
export const oneDriver: MakeInvariant = (scene) => ({
  onObject({ type, object }) {
    if (type !== "ADDED" || object.kind !== "Deployment" || !object.metadata.name.startsWith("gpu-operator")) return;
    const managed = scene.pools().filter(({ properties }) => properties.gpuProfile?.driver === "Install");
    scene.check("one driver on a node", managed.length === 0, () => {
      return `${object.metadata.name} came beside AKS's own driver on pool ${managed[0]?.name}`;
    });
  },
});
