/** What activities work with: ports and settings, given once at the composition root. */
import type { AzurePort, ClusterConnections, ListReleases, RecordTables } from "../clients/ports.ts";
import type { Catalog } from "../domain/catalog.ts";

export interface ActivityDeps {
  azure: AzurePort;
  clusters: ClusterConnections;
  listReleases: ListReleases;
  tables: RecordTables;
  catalog: Catalog;
  settings: ActivitySettings;
}

export interface ActivitySettings {
  /** Whether Azure and Kubernetes are the real ones. */
  live: boolean;
  /** Digest-pinned; needs a POSIX shell, chroot, sha256sum, cp and mv. */
  nodeImage: string;
  helmfileImage: string;
}
