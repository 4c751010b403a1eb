/** Faults of requests and inside the host, drawn from what Azure, Kubernetes and the Durable host are known to do. */
import type { CompletionFault, RequestFault, WorkFault } from "../../scenarios/faults.ts";
import type { Random } from "../random.ts";

type Refusal = readonly [status: number, code: string, retryAfterSeconds?: number];
type Refusals = readonly Refusal[];

/** 401: an expired token. */
const REFUSALS: Record<RequestFault["of"], Refusals> = {
  arm: [
    [429, "Throttled", 45],
    [429, "Throttled", 900],
    [409, "OperationNotAllowed"],
    [412, "PreconditionFailed"],
    [500, "InternalServerError"],
    [503, "ServiceUnavailable", 30],
    [401, "ExpiredAuthenticationToken"],
  ],
  kubernetes: [
    [409, "Conflict"],
    [410, "Expired"],
    [429, "TooManyRequests", 20],
    [500, "InternalError"],
    [504, "Timeout"],
    [503, "ServiceUnavailable"],
    [401, "Unauthorized"],
  ],
  tables: [
    [412, "UpdateConditionNotSatisfied"],
    [500, "InternalError"],
    [503, "ServerBusy", 10],
    [401, "AuthenticationFailed"],
  ],
};

/** Left out: any request. Those that change something are few, and matter most. */
const TARGETS: Record<RequestFault["of"], readonly (string | undefined)[]> = {
  arm: [undefined, "PUT agentPools/*", "GET agentPools/*"],
  kubernetes: [
    undefined,
    undefined,
    "POST *",
    "PATCH *",
    "DELETE *",
    "PATCH nodes/*",
    "GET lamplighter-system/pods*",
    "GET nodes*",
  ],
  tables: [undefined, "PUT *", "POST *"],
};

/** How many requests of the kind a run sends, about. */
const MOST: Record<RequestFault["of"], number> = { arm: 25, kubernetes: 160, tables: 60 };

export function makeRequestFault(random: Random): RequestFault {
  const of = random.pick(["arm", "kubernetes", "kubernetes", "kubernetes", "tables"]);
  const on = random.pick(TARGETS[of]);
  const what = random.pick([
    "refuse",
    "refuse",
    "refuse",
    "refuseAfter",
    "reset",
    "loseAnswer",
    "truncate",
    "slow",
    ...repeats(of),
  ]);
  const [status, code, retryAfterSeconds] = random.pick(
    what === "refuseAfter" ? REFUSALS[of].filter(isServersOwn) : REFUSALS[of],
  );
  return {
    ...{ kind: "request", of, ...(on === undefined ? {} : { on }) },
    nth: random.int(1, on === undefined ? MOST[of] : Math.ceil(MOST[of] / 8)),
    times: random.chance(0.7) ? 1 : random.int(2, 6),
    ...{ do: what, status, code, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
    seconds: random.pick([10, 30, 50, 120, 1800]),
  };
}

/** Azure's own gateways repeat nothing that they have handed on. */
function repeats(of: RequestFault["of"]): "repeat"[] {
  return of === "kubernetes" ? ["repeat"] : [];
}

/** What a server may say of a request that it has carried out. */
function isServersOwn([status]: Refusal): boolean {
  return status >= 500;
}

export function makeWorkFault(random: Random): WorkFault {
  return {
    kind: "work",
    at: random.pick([
      "activity:begun",
      "activity:ran",
      "activity:ran",
      "turn:begun",
      "turn:ran",
      "turn:committed",
      "activity:committed",
    ]),
    nth: random.int(1, 80),
    times: random.chance(0.8) ? 1 : random.int(2, 4),
  };
}

export function makeCompletionFault(random: Random): CompletionFault {
  return {
    ...{ kind: "completion", do: random.pick(["delay", "duplicate"]), nth: random.int(1, 70) },
    times: random.chance(0.7) ? 1 : random.int(2, 5),
    seconds: random.pick([0, 1, 10, 60, 300]),
  };
}
