/**
 * Who we are towards Azure: the app's managed identity where a managed identity answers, a
 * developer's `az login` elsewhere. @azure/identity is loaded with the first token.
 */
import type { TokenCredential } from "@azure/core-auth";
import type { Transport } from "./transport.ts";

export interface CredentialEnvironment {
  /** Present where a managed identity answers. @azure/identity reads it, and IDENTITY_HEADER, from the process. */
  IDENTITY_ENDPOINT?: string | undefined;
  /** The user-assigned identity; left out: the system-assigned one. */
  AZURE_CLIENT_ID?: string | undefined;
}

export function createCredential(environment: CredentialEnvironment, transport?: Transport): TokenCredential {
  let loaded: Promise<TokenCredential> | undefined;
  return {
    async getToken(scopes, options) {
      loaded ??= load(environment, transport);
      const credential = await loaded;
      return credential.getToken(scopes, options);
    },
  };
}

async function load(environment: CredentialEnvironment, transport?: Transport): Promise<TokenCredential> {
  const { openDeveloperCredential, openManagedIdentity } = await import("./identityCredentials.ts");
  return environment.IDENTITY_ENDPOINT === undefined
    ? openDeveloperCredential()
    : openManagedIdentity(environment.AZURE_CLIENT_ID, transport);
}
