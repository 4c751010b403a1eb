import { expect, it, vi } from "vitest";
import { createIdentitySimulator, SYSTEM_ASSIGNED_OBJECT_ID } from "../../local/azure/identitySimulator.ts";
import { createTokens } from "../../local/azure/tokens.ts";
import { createVirtualClock } from "../../local/world/clock.ts";
import { createInProcessTransport } from "../../local/world/inProcess.ts";
import { createCredential } from "../../src/clients/credential.ts";

const ARM = "https://management.azure.com";

it("the app's credential comes over a transport when there is one", async () => {
  const clock = createVirtualClock({ startAt: Date.now() });
  const tokens = createTokens({ clock });
  const identity = createIdentitySimulator({ tokens, secret: "identity-header" });
  const transport = createInProcessTransport(new Map([["identity.test", identity.handle]]), clock);
  const IDENTITY_ENDPOINT = "http://identity.test/msi/token";
  vi.stubEnv("IDENTITY_ENDPOINT", IDENTITY_ENDPOINT);
  vi.stubEnv("IDENTITY_HEADER", "identity-header");
  const token = await createCredential({ IDENTITY_ENDPOINT }, transport).getToken(`${ARM}/.default`);
  expect(tokens.verify(token?.token ?? "", [ARM])).toMatchObject({ claims: { oid: SYSTEM_ASSIGNED_OBJECT_ID } });
});
