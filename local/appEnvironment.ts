/** The app's configuration in the simulated world: that of a function app with a managed identity, with other addresses. */
import { IDENTITY_SECRET, type SimulatorName } from "./simulators.ts";

export function appEnvironment(
  urls: Readonly<Record<Exclude<SimulatorName, "kubernetes">, string>>,
  clusterCredentials: "entra" | "admin" = "entra",
): Record<string, string> {
  return {
    LAMPLIGHTER_WORLD: "simulated",
    LAMPLIGHTER_ARM_ENDPOINT: urls.arm,
    LAMPLIGHTER_TABLES_ENDPOINT: urls.tables,
    LAMPLIGHTER_CLUSTER_CREDENTIALS: clusterCredentials,
    IDENTITY_ENDPOINT: `${urls.identity}/msi/token`,
    IDENTITY_HEADER: IDENTITY_SECRET,
  };
}
