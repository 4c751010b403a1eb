/** What the API server and its admission fill in on pods, and on the templates that they are made from. */
import type { KubeObject } from "../cluster.ts";
import { type Fields, fill, recordsOf, specOf } from "./fields.ts";
import { isRecord } from "./json.ts";

/** Every cluster has these priority classes. */
export const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

export function defaultPod(pod: KubeObject): void {
  const spec = specOf(pod);
  defaultPodSpec(spec);
  fill(spec, {
    serviceAccountName: "default",
    serviceAccount: spec["serviceAccountName"] ?? "default",
    enableServiceLinks: true,
    preemptionPolicy: "PreemptLowerPriority",
    priority: SYSTEM_PRIORITIES[String(spec["priorityClassName"])] ?? 0,
  });
  for (const key of ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]) tolerateFor(300, key, spec);
  fill(pod, { status: { phase: "Pending", qosClass: "BestEffort" } });
}

/** Unless the pod says itself how long it bears that. */
function tolerateFor(tolerationSeconds: number, key: string, spec: Fields): void {
  const tolerations = recordsOf(spec["tolerations"]);
  const isSaid = tolerations.some(
    (toleration) =>
      [undefined, key].some((each) => toleration["key"] === each) && toleration["effect"] !== "NoSchedule",
  );
  if (isSaid) return;
  spec["tolerations"] = [...tolerations, { key, operator: "Exists", effect: "NoExecute", tolerationSeconds }];
}

export function defaultPodSpec(spec: Fields): void {
  fill(spec, {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    securityContext: {},
  });
  for (const list of ["initContainers", "containers"]) recordsOf(spec[list]).forEach(defaultContainer);
  recordsOf(spec["volumes"]).forEach(defaultVolume);
}

function defaultVolume({ hostPath, configMap, secret }: Fields): void {
  if (isRecord(hostPath)) fill(hostPath, { type: "" });
  for (const files of [configMap, secret]) if (isRecord(files)) fill(files, { defaultMode: 0o644 });
}

function defaultContainer(container: Fields): void {
  const image = typeof container["image"] === "string" ? container["image"] : "";
  fill(container, {
    resources: {},
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: image.endsWith(":latest") || !/[:@][^/]+$/.test(image) ? "Always" : "IfNotPresent",
  });
  for (const port of recordsOf(container["ports"])) fill(port, { protocol: "TCP" });
}
