/** What activities work with: ports and settings, given once at the composition root. */
import type {
  AzurePort,
  ClusterConnections,
  ListReleases,
  NotifierPort,
  RecordTables,
  RunsPort,
} from "../clients/ports.ts";
import type { Catalog } from "../domain/catalog.ts";

export interface ActivityDeps {
  azure: AzurePort;
  clusters: ClusterConnections;
  listReleases: ListReleases;
  tables: RecordTables;
  notifier: NotifierPort;
  /** Conversations of Slack, and nothing else. */
  chat: NotifierPort;
  catalog: Catalog;
  now(): Date;
  settings: ActivitySettings;
}

/** For the steps that begin orchestrations of their own (activities.ts names them). */
export interface StarterDeps extends ActivityDeps {
  runs: RunsPort;
}

export interface ActivitySettings {
  /** Whether Azure and Kubernetes are the real ones. */
  live: boolean;
  /** Digest-pinned; needs a POSIX shell, chroot, sha256sum, cp and mv. */
  nodeImage: string;
  helmfileImage: string;
  /** `whsec_...`, several while one takes another's place; none: no webhook is accepted. */
  notifySecrets: readonly string[];
}
