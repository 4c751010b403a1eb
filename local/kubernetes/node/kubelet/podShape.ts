/** The parts of a Pod that the simulated kubelet acts on. */
import type { KubeObject } from "../../cluster.ts";
import { specOf } from "../../store/objectParts.ts";

export interface PodSpec {
  nodeName?: string;
  /** One after the other, before the others start. */
  initContainers?: ContainerSpec[];
  containers: ContainerSpec[];
  volumes?: VolumeSpec[];
  restartPolicy?: "Always" | "OnFailure" | "Never";
  activeDeadlineSeconds?: number;
}

export interface ContainerSpec {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value?: string; valueFrom?: VariableSource }[];
  workingDir?: string;
  volumeMounts?: { name: string; mountPath: string; subPath?: string }[];
  terminationMessagePath?: string;
  terminationMessagePolicy?: "File" | "FallbackToLogsOnError";
}

export interface VariableSource {
  fieldRef?: { fieldPath: string };
  configMapKeyRef?: { name: string; key: string; optional?: boolean };
}

export interface VolumeSpec {
  name: string;
  hostPath?: { path: string; type?: string };
  configMap?: { name: string; items?: { key: string; path: string }[]; optional?: boolean };
  emptyDir?: object;
  [source: string]: unknown;
}

export function podSpec(pod: KubeObject): PodSpec {
  return specOf<PodSpec>(pod);
}

/** A script is run for real; everything else is played by a node program, or does nothing for ever. */
export function isScript({ command = [] }: ContainerSpec): boolean {
  return ["sh", "/bin/sh"].includes(command[0] ?? "");
}

export function isInitContainer(pod: KubeObject, container: ContainerSpec): boolean {
  return podSpec(pod).initContainers?.some(({ name }) => name === container.name) ?? false;
}
