/** `history-per-node` and `calls-per-node`: what the preparation of a thousand nodes comes to for each of them. */
import type { Measurement } from "../benchmark.ts";
import { benchScenario } from "../preparation/benchScenario.ts";
import { runPreparation } from "../preparation/runPreparation.ts";

const NODES = 1000;

/** Events in the histories of the run and of all its parts. */
export async function measureHistoryPerNode(): Promise<Measurement> {
  const { durable } = await runPreparation(benchScenario(NODES));
  const { historyEvents, orchestrations, episodes, activities, timers } = durable;
  return {
    value: historyEvents / NODES,
    detail: `${historyEvents} events of ${orchestrations} orchestrations: ${activities} activities, ${timers} timers, ${episodes} episodes`,
  };
}

/** Every request that the app sends, whoever it is to. */
export async function measureCallsPerNode(): Promise<Measurement> {
  const { calls } = await runPreparation(benchScenario(NODES));
  const { arm, kubernetes, tables, identity, receiver } = calls;
  return {
    value: (arm + kubernetes + tables + identity + receiver) / NODES,
    detail: `${kubernetes} to Kubernetes, ${arm} to Azure's management, ${tables} to Tables, ${identity} for tokens`,
  };
}
