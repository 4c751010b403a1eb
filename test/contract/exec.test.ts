/** Commands inside running containers, over the WebSocket protocol of the client. */
import { PassThrough, type Readable } from "node:stream";
import { text as readText } from "node:stream/consumers";
import { Exec, type V1Status } from "@kubernetes/client-node";
import { beforeAll, describe, expect, test } from "vitest";
import { isOver, isRunning, mountAt, RUNS_LONG, SUCCEEDS, shellContainer, shellPod } from "./support/pods.ts";
import { ok } from "./support/resource.ts";
import { topic } from "./support/topic.ts";

const { pods, wire, namespace, configMaps } = topic("exec");

interface Outcome {
  stdout: string;
  stderr: string;
  status: V1Status;
}

beforeAll(async () => {
  await ok(configMaps.create({ metadata: { name: "files" }, data: { text: "mounted" } }));
  const { volumeMounts, env } = mountAt("files", "/files");
  const mounts = { volumeMounts, env: [...env, { name: "COLOR", value: "blue" }] };
  const containers = [shellContainer(RUNS_LONG, mounts), shellContainer(RUNS_LONG, { name: "second" })];
  const volumes = [{ name: "files", configMap: { name: "files" } }];
  await ok(pods.create(shellPod("target", "", { spec: { containers, volumes } })));
  await pods.until("target", "is running", isRunning);
});

interface RunOptions {
  stdin?: string;
  pod?: string;
  container?: string;
  /** In a terminal of this size. */
  terminal?: { rows: number; columns: number };
}

async function run(
  command: string[],
  { stdin, pod = "target", container = "main", terminal }: RunOptions = {},
): Promise<Outcome> {
  const [stdout, stderr] = [Object.assign(new PassThrough(), terminal), new PassThrough()];
  const outputs = Promise.all([readText(stdout), readText(stderr)]);
  const input = stdin === undefined ? null : typing(stdin);
  const ended = Promise.withResolvers<V1Status>();
  await new Exec(wire.config).exec(
    namespace,
    pod,
    container,
    command,
    stdout,
    stderr,
    input,
    terminal !== undefined,
    ended.resolve,
  );
  const status = await ended.promise;
  const [out, err] = await outputs;
  return { stdout: out, stderr: err, status };
}

/** Never ends: to the client's older protocols the end of its input is that of the conversation. */
function typing(text: string): Readable {
  const input = new PassThrough();
  input.write(text);
  return input;
}

test("a command's outputs come apart, and its success is a Status", async () => {
  expect(await run(["sh", "-c", "echo out; echo err >&2"])).toEqual({
    stdout: "out\n",
    stderr: "err\n",
    status: expect.objectContaining({ status: "Success" }) as unknown,
  });
});

test("a command's exit code is among the causes of its failure", async () => {
  const { status } = await run(["sh", "-c", "exit 9"]);
  expect(status).toMatchObject({
    status: "Failure",
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: "9" }] },
  });
});

test("a command runs inside the container: its files, its variables", async () => {
  expect((await run(["sh", "-c", "cat $FILES/text; echo; echo $COLOR"])).stdout).toBe("mounted\nblue\n");
});

test("a command is not given to a shell unless it says so", async () => {
  expect((await run(["echo", "$HOME", "*"])).stdout).toBe("$HOME *\n");
});

test("a command reads what it is sent", async () => {
  expect((await run(["head", "-n", "1"], { stdin: "first line\nsecond\n" })).stdout).toBe("first line\n");
});

test("a command may print much", async () => {
  const { stdout } = await run(["sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done"]);
  expect(stdout).toHaveLength(220_000);
});

test("a command runs in the container that is named", async () => {
  expect((await run(["sh", "-c", "echo ${COLOR:-none}"], { container: "second" })).stdout).toBe("none\n");
});

test("a command that the container lacks fails with a Status", async () => {
  const { status } = await run(["no-such-program"]);
  expect(status.status).toBe("Failure");
});

describe("in a terminal", () => {
  const terminal = { rows: 30, columns: 100 };

  test("both outputs are one, and the exit code is told", async () => {
    const script = "test -t 0 && test -t 1 && echo a terminal; echo an error >&2; exit 4";
    const { stdout, stderr, status } = await run(["sh", "-c", script], { terminal });
    expect(stdout).toMatch(/^a terminal\r?\nan error\r?\n$/);
    expect(stderr).toBe("");
    expect(status).toMatchObject({ details: { causes: [{ reason: "ExitCode", message: "4" }] } });
  });

  test("what is typed is echoed and read", async () => {
    const { stdout } = await run(["sh", "-c", "read typed; echo read: $typed"], { terminal, stdin: "hello\n" });
    expect(stdout).toMatch(/^hello\r?\nread: hello\r?\n$/);
  });

  test("the size is what the client says", async () => {
    const hasSize = '[ "$(stty size)" = "30 100" ]';
    const script = `i=0; until ${hasSize} || [ $i -gt 200 ]; do sleep 1; i=$((i+1)); done; stty size`;
    expect((await run(["sh", "-c", script], { terminal })).stdout.trim()).toBe("30 100");
  });
});

test("a container that has ended, or a pod that is not there, refuses", async () => {
  await ok(pods.create(shellPod("ended", SUCCEEDS)));
  await pods.until("ended", "is over", isOver);
  for (const pod of ["ended", "absent"]) {
    // Before the conversation begins, or as its only word.
    const end = await run(["true"], { pod }).then(
      ({ status }) => status.status,
      () => "Failure",
    );
    expect({ pod, end }).toEqual({ pod, end: "Failure" });
  }
});
