/** What App Service says of who is signed in, and what is not believed. */
import { describe, expect, it } from "vitest";
import { readPrincipal } from "../../src/domain/clientPrincipal.ts";

const OID = { typ: "http://schemas.microsoft.com/identity/claims/objectidentifier", val: "id-of-ada" };

function aPrincipal(claims: { typ: string; val: string }[], changes: Record<string, unknown> = {}): string {
  return JSON.stringify({ auth_typ: "aad", name_typ: "name", role_typ: "roles", claims, ...changes });
}

describe("a principal", () => {
  it.each([
    ["Lamplighter.Reader", "reader"],
    ["Lamplighter.Preparer", "preparer"],
    ["Lamplighter.Owner", undefined],
    ["lamplighter.preparer", undefined],
  ])("with app role %s is a %s", (val, role) => {
    expect(readPrincipal(aPrincipal([OID, { typ: "roles", val }]))).toEqual({
      id: "id-of-ada",
      name: "id-of-ada",
      role,
    });
  });

  it("has its roles in the claim that it names itself, the larger one counts, and a name for people", () => {
    const claims = [
      OID,
      { typ: "preferred_username", val: "ada@example.org" },
      { typ: "r", val: "Lamplighter.Reader" },
      { typ: "r", val: "Lamplighter.Preparer" },
    ];
    expect(readPrincipal(aPrincipal(claims, { role_typ: "r" }))).toEqual({
      ...{ id: "id-of-ada", name: "ada@example.org", role: "preparer" },
    });
  });

  it.each([
    ["no JSON", "{"],
    ["no object", "null"],
    ["no claims", JSON.stringify({ auth_typ: "aad" })],
    ["no id", aPrincipal([{ typ: "roles", val: "Lamplighter.Preparer" }])],
    ["another provider's account", aPrincipal([OID], { auth_typ: "github" })],
  ])("with %s is nobody", (_what, text) => {
    expect(readPrincipal(text)).toBeUndefined();
  });
});
