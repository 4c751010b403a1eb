/** The container that a request for a pod's log or for exec means. */
import type { KubeObject } from "../../cluster.ts";
import { podSpecOf } from "../../store/objectParts.ts";
import { badRequest } from "../statusError.ts";

/** `wanted` "": the only one. Throws 400 when there are several, or no such container. */
export function containerOf(pod: KubeObject, wanted: string): string {
  const { containers, initContainers = [] } = podSpecOf(pod);
  const { name: podName } = pod.metadata;
  if (wanted !== "") {
    const known = [...initContainers, ...containers].some(({ name }) => name === wanted);
    if (!known) throw badRequest(`container ${wanted} is not valid for pod ${podName}`);
    return wanted;
  }
  const [only, ...others] = containers;
  if (only !== undefined && others.length === 0) return only.name;
  const names = containers.map(({ name }) => name).join(" ");
  const initNames = initContainers.map(({ name }) => name).join(" ");
  const init = initNames === "" ? "" : ` or one of the init containers: [${initNames}]`;
  throw badRequest(`a container name must be specified for pod ${podName}, choose one of: [${names}]${init}`);
}
