/** The token for AKS API servers: kept until shortly before it expires, one request for it at a time. */
import type { AccessToken, TokenCredential } from "@azure/core-auth";
import { azureFault } from "./azureFaults.ts";
import { ClientFault } from "./errors.ts";

/** The application id of every AKS API server, the same in all tenants. */
const AKS_SCOPE = "6dae42f8-4368-4678-94ff-3960e28e3630/.default";
const EARLY_MS = 5 * 60_000;

export interface EntraToken {
  read(): Promise<string>;
  /** For a token that was refused: the next `read` asks for another. */
  forget(): void;
}

/** `now`: milliseconds since the epoch. */
export function createEntraToken(credential: TokenCredential, now: () => number): EntraToken {
  let token: AccessToken | undefined;
  let request: Promise<string> | undefined;

  async function renew(): Promise<string> {
    const operation = "GET a token for the Kubernetes API";
    try {
      const renewed = await credential.getToken(AKS_SCOPE);
      if (renewed === null) throw tokenMissing(operation);
      token = renewed;
      return renewed.token;
    } catch (error) {
      throw azureFault(error, operation);
    }
  }

  return {
    read() {
      if (token !== undefined && token.expiresOnTimestamp - EARLY_MS > now()) return Promise.resolve(token.token);
      request ??= renew().finally(() => {
        request = undefined;
      });
      return request;
    },
    forget() {
      token = undefined;
    },
  };
}

function tokenMissing(operation: string): ClientFault {
  return new ClientFault(`${operation}: the credential gave none`, {
    code: "TokenUnavailable",
    retry: "soon",
    operation,
  });
}
