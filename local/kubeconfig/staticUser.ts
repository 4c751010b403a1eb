/** The credentials of a kubeconfig's user as data; those that need a program or a password are refused. */
import { z } from "zod";
import { KubeconfigError } from "./kubeconfigError.ts";
import { referencedFile } from "./referencedFile.ts";

const userSchema = z.object({
  token: z.string().optional(),
  tokenFile: z.string().optional(),
  "client-certificate": z.string().optional(),
  "client-certificate-data": z.string().optional(),
  "client-key": z.string().optional(),
  "client-key-data": z.string().optional(),
  exec: z.object({ command: z.string() }).nullish(),
  "auth-provider": z.object({ name: z.string() }).nullish(),
});

export interface UserPlace {
  /** For messages. */
  name: string;
  /** What relative paths start from. */
  folder: string;
}

/** Throws `KubeconfigError`. */
export function staticUser(given: Record<string, unknown>, { name, folder }: UserPlace): Record<string, string> {
  const parsed = userSchema.safeParse(given);
  if (!parsed.success) throw new KubeconfigError(`${name} is not a user of a kubeconfig`);
  const user = parsed.data;
  const program = user.exec?.command ?? user["auth-provider"]?.name;
  if (program !== undefined) {
    throw new KubeconfigError(
      `${name} gets its credentials from a program (${program}), and no program is run here: use a kubeconfig with a token (kubectl create token) or a client certificate`,
    );
  }
  const token = user.token ?? referencedFile(folder, user.tokenFile)?.toString("utf8").trim();
  if (token !== undefined) return { token };
  const certificate =
    user["client-certificate-data"] ?? referencedFile(folder, user["client-certificate"])?.toString("base64");
  const key = user["client-key-data"] ?? referencedFile(folder, user["client-key"])?.toString("base64");
  if (certificate !== undefined && key !== undefined) {
    return { "client-certificate-data": certificate, "client-key-data": key };
  }
  throw new KubeconfigError(`${name} has neither a token nor a client certificate with its key${others(given)}`);
}

/** What a person may have taken for credentials; never its value. */
function others(given: Record<string, unknown>): string {
  const keys = Object.keys(given).filter((key) => !Object.hasOwn(userSchema.shape, key));
  return keys.length === 0 ? "" : `; it has ${keys.join(", ")}`;
}
