/** Deployments and DaemonSets in the form that all the charts and operators here use. */
import type { ChartObject, Toleration } from "./chart.ts";

export interface WorkloadOptions {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  image: string;
  command?: string[];
  env?: Record<string, string>;
  tolerations?: Toleration[];
  nodeSelector?: Record<string, string>;
  affinity?: unknown;
}

export function daemonSet(options: WorkloadOptions): ChartObject {
  return workload("DaemonSet", options, {});
}

export function deployment(options: WorkloadOptions): ChartObject {
  return workload("Deployment", options, { replicas: 1 });
}

function workload(kind: string, options: WorkloadOptions, spec: Record<string, unknown>): ChartObject {
  const { name, namespace, labels, tolerations, nodeSelector, affinity } = options;
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, namespace, labels },
    spec: {
      ...spec,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [containerOf(options)],
          ...(tolerations === undefined ? {} : { tolerations }),
          ...(nodeSelector === undefined ? {} : { nodeSelector }),
          ...(affinity === undefined ? {} : { affinity }),
        },
      },
    },
  };
}

function containerOf({ name, image, command, env = {} }: WorkloadOptions): Record<string, unknown> {
  return {
    name,
    image,
    ...(command === undefined ? {} : { command }),
    ...(Object.keys(env).length === 0
      ? {}
      : { env: Object.entries(env).map(([key, value]) => ({ name: key, value })) }),
  };
}
