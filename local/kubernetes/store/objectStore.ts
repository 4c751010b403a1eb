/**
 * Every object of the simulated cluster, on the world store. One counter numbers all writes. What is kept in memory
 * beside it (index, change log) notices when a transaction was undone and follows.
 */
import type { Clock } from "../../world/clock.ts";
import type { WorldStore } from "../../world/worldStore.ts";
import type { DeleteOptions, KubeObject, NewKubeObject, ObjectChange, ObjectMeta, ObjectStore } from "../cluster.ts";
import { createChangeLog, type LoggedChange } from "./changeLog.ts";
import { withDefaults } from "./defaults.ts";
import { isFinished, markDeleted, rfc3339 } from "./deletion.ts";
import { generatedName, uidNumber } from "./identity.ts";
import { copyJson, sameJson } from "./json.ts";
import { createObjectIndex } from "./objectIndex.ts";
import { addressOf, keyOf, keyOfObject, kindOf, type ObjectAddress } from "./objectKey.ts";
import { StoreError } from "./storeError.ts";

/** What the API server and the built-in controllers see beyond the contract. */
export interface KubeStore extends ObjectStore {
  /** The number of the latest write. */
  latestVersion(): number;
  changesAfter(resourceVersion: number): readonly LoggedChange[] | "expired";
  /** As a real server's watch cache, which knows nothing of the time before it was filled. */
  forgetHistory(): void;
  /** Objects of any kind that name this owner. */
  ownedBy(uid: string): ObjectAddress[];
  /** Objects of any kind inside a namespace. */
  contentOf(namespace: string): ObjectAddress[];
  /** Called when a write and its notifications are done: here controllers catch up, still inside its transaction. */
  afterChange(react: () => void): void;
  /** Runs `run` and undoes its writes; nobody hears of them. Not inside another transaction. */
  rehearse<T>(run: () => T): T;
}

export function createObjectStore(world: WorldStore, clock: Clock): KubeStore {
  const objects = world.collection<KubeObject>("kubernetes/objects");
  const counters = world.collection<number>("kubernetes/counters");
  const index = createObjectIndex();
  const latestVersion = () => counters.get("resourceVersion") ?? 0;
  const log = createChangeLog(latestVersion());
  const listeners = new Set<(change: ObjectChange) => void>();
  const reactions: (() => void)[] = [];
  let seenVersion = -1;
  let rehearsing = false;

  /** After an undone transaction the counter is lower than what this memory has seen. */
  function catchUp(): void {
    if (seenVersion === latestVersion()) return;
    index.clear();
    for (const object of objects.values()) index.add(object);
    log.truncate(latestVersion());
    seenVersion = latestVersion();
  }

  function nextVersion(): number {
    seenVersion = latestVersion() + 1;
    counters.set("resourceVersion", seenVersion);
    return seenVersion;
  }

  function record(type: ObjectChange["type"], object: KubeObject, previous: KubeObject | undefined): KubeObject {
    const resourceVersion = nextVersion();
    object.metadata.resourceVersion = String(resourceVersion);
    const key = keyOfObject(object);
    if (previous !== undefined) index.remove(previous);
    if (type === "DELETED") objects.delete(key);
    else {
      objects.set(key, object);
      index.add(object);
    }
    if (!rehearsing) announce({ type, object, resourceVersion, ...(previous === undefined ? {} : { previous }) });
    return object;
  }

  function announce(change: LoggedChange): void {
    log.append(change);
    for (const listener of [...listeners]) listener(change);
    for (const react of reactions) react();
  }

  function create(object: NewKubeObject): KubeObject {
    return write(() => {
      const copy = copyJson(object) as KubeObject;
      const complete = withDefaults({ ...copy, metadata: newMetadata(copy) });
      const key = keyOfObject(complete);
      if (objects.get(key) !== undefined) throw new StoreError("AlreadyExists", addressOf(key));
      return record("ADDED", complete, undefined);
    });
  }

  function newMetadata(object: KubeObject): ObjectMeta {
    const { generateName, ...given } = object.metadata as ObjectMeta & { generateName?: string };
    return {
      ...given,
      name: given.name ?? freeName(object, generateName ?? ""),
      ...(generateName === undefined ? {} : { generateName }),
      uid: uidNumber(latestVersion() + 1),
      resourceVersion: "",
      creationTimestamp: rfc3339(clock.now()),
      ...(HAS_NO_GENERATION.has(kindOf(object)) || object["spec"] === undefined ? {} : { generation: 1 }),
    };
  }

  function freeName(object: KubeObject, prefix: string): string {
    for (let attempt = latestVersion(); ; attempt++) {
      const name = generatedName(prefix, attempt);
      if (objects.get(keyOf(kindOf(object), object.metadata.namespace, name)) === undefined) return name;
    }
  }

  function update(object: KubeObject): KubeObject {
    return write(() => {
      const key = keyOfObject(object);
      const current = objects.get(key);
      if (current === undefined) throw new StoreError("NotFound", addressOf(key));
      return replace(current, withDefaults(copyJson(object)));
    });
  }

  function replace(current: KubeObject, next: KubeObject): KubeObject {
    const { uid, creationTimestamp, resourceVersion, generation } = current.metadata;
    Object.assign(next.metadata, { uid, creationTimestamp, resourceVersion });
    if (generation !== undefined) {
      next.metadata.generation = sameJson(current["spec"], next["spec"]) ? generation : generation + 1;
    }
    if (sameJson(current, next)) return current;
    return record(isFinished(next) ? "DELETED" : "MODIFIED", next, current);
  }

  function remove(kind: string, namespace: string | undefined, name: string, options: DeleteOptions = {}): void {
    write(() => {
      const current = objects.get(keyOf(kind, namespace, name));
      if (current === undefined) return;
      const marked = markDeleted(current, options, clock.now());
      if (marked === undefined) record("DELETED", copyJson(current), current);
      else replace(current, marked);
    });
  }

  function write<T>(run: () => T): T {
    return world.transaction(() => {
      catchUp();
      return run();
    });
  }

  function read<T>(run: () => T): T {
    catchUp();
    return run();
  }

  return {
    get: (kind, namespace, name) => objects.get(keyOf(kind, namespace, name)),
    list: (kind, filter = {}) => read(() => index.keysOf(kind, filter).map((key) => objects.get(key) as KubeObject)),
    create,
    update,
    modify(kind, namespace, name, change) {
      const current = objects.get(keyOf(kind, namespace, name));
      if (current === undefined) return undefined;
      const draft = copyJson(current);
      change(draft);
      return update(draft);
    },
    delete: remove,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    latestVersion,
    changesAfter: (resourceVersion) => read(() => log.after(resourceVersion)),
    forgetHistory: () => log.forget(latestVersion()),
    ownedBy: (uid) => read(() => index.ownedBy(uid).map(addressOf)),
    contentOf: (namespace) => read(() => index.inNamespace(namespace).map(addressOf)),
    afterChange: (react) => void reactions.push(react),
    rehearse<T>(run: () => T) {
      let result: { value: T } | undefined;
      rehearsing = true;
      try {
        world.transaction(() => {
          result = { value: run() };
          throw REHEARSED;
        });
      } catch (error) {
        if (error !== REHEARSED || result === undefined) throw error;
      } finally {
        rehearsing = false;
      }
      return (result as { value: T }).value;
    },
  };
}

const HAS_NO_GENERATION: ReadonlySet<string> = new Set(["v1/Node", "v1/Namespace", "v1/Service"]);

const REHEARSED = new Error("A rehearsed transaction is undone");
