/** What a deployment lacks, in the order in which a person would mend it. */
import * as z from "zod";

export type AzdAnswer = { ran: false } | { ran: true; ok: boolean; output: string };

export interface Missing {
  what: string;
  /** What a person can do. */
  action: string;
}

/** Asks azd and changes nothing. Undefined: nothing is missing that can be known beforehand. */
export function missingForDeployment(azd: (args: readonly string[]) => AzdAnswer): Missing | undefined {
  if (!azd(["version"]).ran) {
    return {
      what: "azd, the Azure Developer CLI, is not installed.",
      action: "Install it (https://aka.ms/azd-install), then: azd auth login",
    };
  }
  const signedIn = azd(["auth", "login", "--check-status"]);
  if (!signedIn.ran || !signedIn.ok) {
    return {
      what: "there are no Azure credentials: azd is not signed in, or its sign-in has expired.",
      action:
        "Sign in: azd auth login (in a pipeline: azd auth login --client-id ID --federated-credential-provider github --tenant-id ID)",
    };
  }
  const values = azd(["env", "get-values", "--output", "json"]);
  if (!values.ran || !values.ok) {
    return {
      what: "azd has no environment here.",
      action: "Make one: azd env new NAME --subscription ID --location REGION",
    };
  }
  return missingValue(readValues(values.output));
}

const NEEDED = {
  AZURE_SUBSCRIPTION_ID: "the subscription to deploy into",
  AZURE_LOCATION: "the region, such as swedencentral",
} as const;

function missingValue(values: Readonly<Record<string, string>>): Missing | undefined {
  for (const [name, meaning] of Object.entries(NEEDED)) {
    if ((values[name] ?? "") !== "") continue;
    return { what: `the azd environment has no ${name}, ${meaning}.`, action: `Set it: azd env set ${name} VALUE` };
  }
  const clusters = values["LAMPLIGHTER_CLUSTERS"];
  if (clusters === undefined || isListOfClusters(clusters)) return undefined;
  return {
    what: "LAMPLIGHTER_CLUSTERS is not a list of clusters.",
    action: `Set it: azd env set LAMPLIGHTER_CLUSTERS '[{"subscriptionId":"...","resourceGroup":"...","name":"..."}]'`,
  };
}

const clustersSchema = z.array(
  z.strictObject({ subscriptionId: z.guid(), resourceGroup: z.string().min(1), name: z.string().min(1) }),
);

function isListOfClusters(text: string): boolean {
  try {
    return clustersSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

function readValues(output: string): Record<string, string> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(output));
  } catch {
    return {};
  }
}
