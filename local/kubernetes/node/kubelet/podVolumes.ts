/** Gives a pod's volumes a place among the node's files, or says what is missing, as a kubelet does before it starts containers. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Cluster, KubeObject, ObjectStore } from "../../cluster.ts";
import type { FileType } from "../machine/fileTree.ts";
import type { NodeFiles } from "../machine/nodeFiles.ts";
import type { NodeRecord } from "../nodeRecord.ts";
import { type ContainerSpec, podSpec, type VolumeSpec } from "./podShape.ts";

export interface VolumePlaces {
  /** The node's `/`; made when asked for. */
  root(): string;
  /** What is at a path of the node; undefined: nothing. */
  typeOf(path: string): FileType | undefined;
  podFolder: string;
  store: ObjectStore;
}

export function volumePlaces(pod: KubeObject, record: NodeRecord, files: NodeFiles, { store }: Cluster): VolumePlaces {
  return {
    root: () => files.rootOf(record),
    typeOf: (path) => files.typeOf(record, path),
    podFolder: files.podFolder(record, pod.metadata.uid),
    store,
  };
}

/** Where a path inside a container really is. */
export interface Mount {
  mountPath: string;
  realPath: string;
}

/** The first volume that cannot be mounted, in the kubelet's words; undefined when all are there. */
export function missingVolume(pod: KubeObject, places: VolumePlaces): string | undefined {
  for (const volume of podSpec(pod).volumes ?? []) {
    const problem = problemOf(volume, pod, places);
    if (problem !== undefined) return `MountVolume.SetUp failed for volume "${volume.name}" : ${problem}`;
  }
  return undefined;
}

/** Writes the files of ConfigMap volumes. Call it once nothing is missing. */
export function mountsOf(pod: KubeObject, container: ContainerSpec, places: VolumePlaces): Mount[] {
  const volumes = podSpec(pod).volumes ?? [];
  return (container.volumeMounts ?? []).map(({ name, mountPath, subPath }) => {
    const volume = volumes.find((candidate) => candidate.name === name);
    if (volume === undefined)
      throw new Error(`Container ${container.name} mounts volume "${name}", which its pod lacks`);
    return { mountPath, realPath: join(placeOf(volume, pod, places), subPath ?? "") };
  });
}

/** hostPath types that must be there already; the others are created or not looked at. */
const MUST_EXIST: Record<string, { type?: FileType; otherwise: string }> = {
  Directory: { type: "directory", otherwise: "is not a directory" },
  Socket: { type: "socket", otherwise: "is not a socket file" },
  File: { type: "file", otherwise: "is not a file" },
  CharDevice: { otherwise: "is not a character device" },
};

function problemOf(volume: VolumeSpec, pod: KubeObject, places: VolumePlaces): string | undefined {
  const { hostPath, configMap } = volume;
  if (hostPath !== undefined) {
    const wanted = MUST_EXIST[hostPath.type ?? ""];
    if (wanted === undefined) return undefined;
    const found = places.typeOf(hostPath.path);
    if (found !== undefined && found === (wanted.type ?? found)) return undefined;
    return `hostPath type check failed: ${hostPath.path} ${wanted.otherwise}`;
  }
  if (configMap === undefined || configMap.optional === true) return undefined;
  const found = places.store.get("v1/ConfigMap", pod.metadata.namespace, configMap.name);
  return found === undefined ? `configmap "${configMap.name}" not found` : undefined;
}

function placeOf(volume: VolumeSpec, pod: KubeObject, places: VolumePlaces): string {
  if (volume.hostPath !== undefined) return hostPlace(volume.hostPath, places);
  const folder = join(places.podFolder, "volumes", volume.name);
  mkdirSync(folder, { recursive: true });
  if (volume.configMap !== undefined) writeConfigMap(folder, volume.configMap, pod, places.store);
  else if (volume.emptyDir === undefined) {
    throw new Error(`Volume "${volume.name}" is of a kind that is not simulated: ${Object.keys(volume).join(", ")}`);
  }
  return folder;
}

type ConfigMapSource = NonNullable<VolumeSpec["configMap"]>;

/** Where nothing is said of what must be there, containerd makes a directory. */
function hostPlace({ path, type = "" }: NonNullable<VolumeSpec["hostPath"]>, places: VolumePlaces): string {
  const place = join(places.root(), path);
  if (["", "DirectoryOrCreate"].includes(type) && !existsSync(place)) mkdirSync(place, { recursive: true });
  return place;
}

function writeConfigMap(folder: string, source: ConfigMapSource, pod: KubeObject, store: ObjectStore): void {
  for (const [path, content] of configMapFiles(source, pod, store)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** By their path inside the volume. */
export function configMapFiles(source: ConfigMapSource, pod: KubeObject, store: ObjectStore): Map<string, Buffer> {
  const files = filesOf(store.get("v1/ConfigMap", pod.metadata.namespace, source.name));
  const items = source.items ?? [...files.keys()].map((key) => ({ key, path: key }));
  return new Map(items.map(({ key, path }) => [path, files.get(key) ?? Buffer.alloc(0)]));
}

function filesOf(configMap: KubeObject | undefined): Map<string, Buffer> {
  const { data = {}, binaryData = {} } = (configMap ?? {}) as {
    data?: Record<string, string>;
    binaryData?: Record<string, string>;
  };
  const files = [
    ...Object.entries(data).map(([key, text]) => [key, Buffer.from(text, "utf8")] as const),
    ...Object.entries(binaryData).map(([key, base64]) => [key, Buffer.from(base64, "base64")] as const),
  ];
  return new Map(files);
}
