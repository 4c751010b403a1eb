/** One identity endpoint for the whole file: @azure/identity remembers the first one for the life of the process. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createIdentitySimulator, SYSTEM_ASSIGNED_OBJECT_ID } from "../../local/azure/identitySimulator.ts";
import { createTokens } from "../../local/azure/tokens.ts";
import { createVirtualClock } from "../../local/world/clock.ts";
import { type Listener, listen } from "../../local/world/httpBinding.ts";
import { createCredential } from "../../src/clients/credential.ts";

const ARM = "https://management.azure.com";
const SCOPE = `${ARM}/.default`;
const SECRET = "identity-header";

describe("the app's credential", () => {
  const tokens = createTokens({ clock: createVirtualClock({ startAt: Date.now() }) });
  let listener: Listener;
  let IDENTITY_ENDPOINT: string;

  beforeAll(async () => {
    const userAssigned = { "client-1": "object-1" };
    listener = await listen(createIdentitySimulator({ tokens, secret: SECRET, userAssigned }).handle);
    IDENTITY_ENDPOINT = `${listener.url}/msi/token`;
    // As App Service does for a function app.
    vi.stubEnv("IDENTITY_ENDPOINT", IDENTITY_ENDPOINT);
    vi.stubEnv("IDENTITY_HEADER", SECRET);
  });
  afterAll(() => listener.close());

  it("is the app's own managed identity", async () => {
    const token = await createCredential({ IDENTITY_ENDPOINT }).getToken(SCOPE);
    expect(tokens.verify(token?.token ?? "", [ARM])).toMatchObject({ claims: { oid: SYSTEM_ASSIGNED_OBJECT_ID } });
  });

  it("is the user-assigned identity that is named", async () => {
    const token = await createCredential({ IDENTITY_ENDPOINT, AZURE_CLIENT_ID: "client-1" }).getToken(SCOPE);
    expect(tokens.verify(token?.token ?? "", [ARM])).toMatchObject({ claims: { oid: "object-1" } });
  });

  it("says why there is no token, without the secret", async () => {
    const credential = createCredential({ IDENTITY_ENDPOINT, AZURE_CLIENT_ID: "nobody" });
    const failure = await Promise.resolve(credential.getToken(SCOPE)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "CredentialUnavailableError" });
    expect(String(failure)).not.toContain(SECRET);
  });
});
