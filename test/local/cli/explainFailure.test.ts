import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { explainFailure } from "../../../local/cli/explainFailure.ts";
import { shellQuote } from "../../../local/cli/shellQuote.ts";
import { KubeconfigError } from "../../../local/kubeconfig/kubeconfigError.ts";
import { ConfigError } from "../../../src/config.ts";

describe("why something could not be started", () => {
  test("a taken port is named, with what to do", async () => {
    const { error, port } = await listenTwice();
    expect(explainFailure(error)).toBe(
      `Port ${port} is taken by another program: stop it, or choose another port with --port N (--port 0 takes a free one).`,
    );
  });

  test.each([
    Object.assign(new Error("Cannot find module '/x/dist/app.js'"), { code: "ERR_MODULE_NOT_FOUND" }),
    new Error('/x/dist/compose.js is not there: run "npm run build" first.'),
  ])("a bundle that was not built asks for the build: %s", (error) => {
    expect(explainFailure(error)).toBe('The app is not built yet (dist/ is missing): run "npm run build" first.');
  });

  test("a folder that cannot be written points at --data", () => {
    const error = Object.assign(new Error("EACCES: permission denied, mkdir '/world'"), { code: "EACCES" });
    expect(explainFailure(error)).toBe(
      "EACCES: permission denied, mkdir '/world': choose another folder with --data DIR, or mend this one.",
    );
  });

  test("a kubeconfig that is of no use and a wrong environment speak for themselves", () => {
    expect(explainFailure(new KubeconfigError("there is no file /none"))).toBe("there is no file /none");
    const error = new ConfigError(["LAMPLIGHTER_NODE_IMAGE: an image pinned by version or digest"]);
    expect(explainFailure(error)).toBe(error.message);
  });

  test("anything else keeps its stack", () => {
    expect(explainFailure(new Error("a bug"))).toMatch(/^Error: a bug\n +at /);
    expect(explainFailure("text")).toBe("text");
  });
});

test("a path can be pasted into a shell", () => {
  expect(shellQuote("/tmp/world-1/request.json")).toBe("/tmp/world-1/request.json");
  expect(shellQuote("/tmp/it's mine")).toBe(`'/tmp/it'\\''s mine'`);
});

async function listenTwice(): Promise<{ error: unknown; port: number }> {
  const first = createServer();
  await new Promise<void>((resolve) => void first.listen(0, "127.0.0.1", resolve));
  const address = first.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const second = createServer();
  const error = await new Promise<unknown>((resolve) => void second.once("error", resolve).listen(port, "127.0.0.1"));
  first.close();
  return { error, port };
}
