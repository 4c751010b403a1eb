/** What a container finds inside: its variables and the files of its ConfigMaps, without making them. */
import { join, posix } from "node:path";
import type { ContainerContext } from "../../kubelet/containerContext.ts";
import { podSpec, type VolumeSpec } from "../../kubelet/podShape.ts";
import { configMapFiles } from "../../kubelet/podVolumes.ts";
import { DEFAULT_TERMINATION_LOG } from "../scriptCommand.ts";

export interface ContainerView {
  /** Those whose value the pod itself says. */
  variables: Partial<Record<string, string>>;
  terminationMessagePath: string;
  /** Whether the node's `/` is mounted at this path. */
  isNodeRoot(path: string): boolean;
  /** Undefined: the path is not a file of a ConfigMap. */
  readConfigFile(path: string): Buffer | undefined;
}

export function containerView({ pod, container, cluster }: ContainerContext): ContainerView {
  const volumes = podSpec(pod).volumes ?? [];
  const mounts = (container.volumeMounts ?? []).toSorted(
    (left, right) => right.mountPath.length - left.mountPath.length,
  );

  /** The longest mount decides. */
  function placeOf(path: string): { volume: VolumeSpec | undefined; inner: string } | undefined {
    const mount = mounts.find(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`));
    if (mount === undefined) return undefined;
    const inner = posix.join(mount.subPath ?? "", path.slice(mount.mountPath.length + 1));
    return { volume: volumes.find(({ name }) => name === mount.name), inner };
  }

  return {
    variables: Object.fromEntries(
      (container.env ?? [])
        .filter(({ valueFrom }) => valueFrom === undefined)
        .map(({ name, value = "" }) => [name, value]),
    ),
    terminationMessagePath: container.terminationMessagePath ?? DEFAULT_TERMINATION_LOG,
    isNodeRoot(path) {
      const place = placeOf(path);
      return place?.volume?.hostPath !== undefined && join(place.volume.hostPath.path, place.inner) === "/";
    },
    readConfigFile(path) {
      const { volume, inner = "" } = placeOf(path) ?? {};
      if (volume?.configMap === undefined) return undefined;
      return configMapFiles(volume.configMap, pod, cluster.store).get(inner);
    },
  };
}
