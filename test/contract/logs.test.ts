/** Logs of containers: all of it, its end, as it is printed, and of the run before. */
import { PassThrough } from "node:stream";
import { text as readText } from "node:stream/consumers";
import { Log } from "@kubernetes/client-node";
import { beforeAll, expect, test } from "vitest";
import { isOver, isRunning, RUNS_LONG, SUCCEEDS, shellContainer, shellPod } from "./support/pods.ts";
import { ok, refused } from "./support/resource.ts";
import { topic } from "./support/topic.ts";

const { pods, wire, namespace } = topic("logs");

beforeAll(async () => {
  await ok(pods.create(shellPod("printed", "echo one; echo two >&2; echo three")));
  await pods.until("printed", "is over", isOver);
});

function log(pod: string, query: Record<string, string | number | boolean> = {}) {
  return wire.send<string>("GET", `${pods.path}/${pod}/log`, { query });
}

test("a log is everything that was printed, to either output", async () => {
  const answer = await log("printed");
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toContain("text/plain");
  expect(answer.text.split("\n").toSorted()).toEqual(["", "one", "three", "two"]);
});

test("tailLines gives the last lines", async () => {
  await ok(pods.create(shellPod("counted", "for i in 1 2 3 4 5; do echo $i; done")));
  await pods.until("counted", "is over", isOver);
  expect((await log("counted", { tailLines: 2 })).text).toBe("4\n5\n");
  expect((await log("counted", { tailLines: 0 })).text).toBe("");
  expect((await log("counted", { tailLines: 99 })).text).toBe("1\n2\n3\n4\n5\n");
});

test("limitBytes gives the first bytes", async () => {
  expect((await log("printed", { limitBytes: 2 })).text).toHaveLength(2);
});

test("timestamps stand before each line", async () => {
  const { text } = await log("printed", { timestamps: true });
  for (const line of text.trimEnd().split("\n")) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d) \w+$/);
});

test("sinceSeconds leaves out what is older", async () => {
  expect((await log("printed", { sinceSeconds: 86_400 })).text).toContain("one");
});

test("a followed log goes on as the container prints, and ends with it", async () => {
  await ok(pods.create(shellPod("followed", "echo begin; sleep 5; echo end")));
  await pods.until("followed", "has started", (pod) => isRunning(pod) || isOver(pod));
  const incoming = await wire.open("GET", `${pods.path}/followed/log`, { query: { follow: true } });
  expect(await readText(incoming)).toBe("begin\nend\n");
  await pods.until("followed", "is over", isOver);
});

test("a followed log may begin with its last lines", async () => {
  const incoming = await wire.open("GET", `${pods.path}/printed/log`, { query: { follow: true, tailLines: 1 } });
  expect(await readText(incoming)).toMatch(/^\w+\n$/);
});

test("the client's own log reader gets all of it", async () => {
  const output = new PassThrough();
  const reading = readText(output);
  await new Log(wire.config).log(namespace, "printed", "main", output, { follow: true });
  expect(await reading).toContain("three");
});

test("of several containers one must be named", async () => {
  const containers = ["a", "b"].map((name) => shellContainer(`echo from ${name}`, { name }));
  await ok(pods.create(shellPod("several", "", { spec: { containers } })));
  await pods.until("several", "is over", isOver);
  expect(await refused(log("several"))).toMatchObject({
    httpStatus: 400,
    message: expect.stringMatching(
      /a container name must be specified for pod several, choose one of: \[a b\]/,
    ) as unknown,
  });
  expect((await log("several", { container: "b" })).text).toBe("from b\n");
});

test("a container that the pod lacks is refused", async () => {
  expect(await refused(log("printed", { container: "other" }))).toMatchObject({
    httpStatus: 400,
    message: "container other is not valid for pod printed",
  });
});

test("a container that has not started has no log yet", async () => {
  const spec = { volumes: [{ name: "absent", configMap: { name: "absent" } }] };
  await ok(pods.create(shellPod("waiting", SUCCEEDS, { spec })));
  await pods.until("waiting", "has a node", (pod) => pod.spec?.nodeName !== undefined);
  expect(await refused(log("waiting"))).toMatchObject({
    httpStatus: 400,
    message: expect.stringMatching(
      /container "main" in pod "waiting" is waiting to start: ContainerCreating/,
    ) as unknown,
  });
});

test("the log of the run before can be had, once there was one", async () => {
  await ok(pods.create(shellPod("again", "echo run; exit 1", { spec: { restartPolicy: "OnFailure" } })));
  await pods.until("again", "restarted", (pod) => (pod.status?.containerStatuses?.[0]?.restartCount ?? 0) > 0);
  expect((await log("again", { previous: true })).text).toBe("run\n");
  await ok(pods.create(shellPod("first-run", RUNS_LONG)));
  await pods.until("first-run", "is running", isRunning);
  expect(await refused(log("first-run", { previous: true }))).toMatchObject({
    httpStatus: 400,
    message: expect.stringMatching(/previous terminated container "main" in pod "first-run" not found/) as unknown,
  });
});

test("the log of an absent pod is 404", async () => {
  expect((await log("absent")).status).toBe(404);
});
