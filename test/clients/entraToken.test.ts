import { describe, expect, it } from "vitest";
import { createEntraToken } from "../../src/clients/entraToken.ts";

function aCredential(lifetimeMs: number) {
  const world = { now: 0, issued: 0 };
  const credential = {
    async getToken() {
      world.issued += 1;
      return { token: `token-${world.issued}`, expiresOnTimestamp: world.now + lifetimeMs };
    },
  };
  return { world, token: createEntraToken(credential, () => world.now) };
}

describe("the token for API servers", () => {
  it("is asked for once by calls that start together", async () => {
    const { token } = aCredential(3_600_000);
    expect(await Promise.all([token.read(), token.read(), token.read()])).toEqual(["token-1", "token-1", "token-1"]);
  });

  it("is kept until shortly before it expires", async () => {
    const { world, token } = aCredential(3_600_000);
    await token.read();
    world.now = 3_299_999;
    expect(await token.read()).toBe("token-1");
    world.now = 3_300_000;
    expect(await token.read()).toBe("token-2");
  });

  it("is asked for again once it was refused", async () => {
    const { token } = aCredential(3_600_000);
    await token.read();
    token.forget();
    expect(await token.read()).toBe("token-2");
  });

  it("is asked for again after a failure", async () => {
    let works = false;
    const token = createEntraToken(
      {
        getToken: () =>
          works ? Promise.resolve({ token: "late", expiresOnTimestamp: 1 }) : Promise.reject(new Error("not yet")),
      },
      () => 0,
    );
    await expect(token.read()).rejects.toThrow("GET a token for the Kubernetes API failed: not yet");
    works = true;
    expect(await token.read()).toBe("late");
  });
});
