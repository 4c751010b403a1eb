/** Objects in protobuf, as kubectl sends what it creates: read as the JSON that they stand for, or refused by name. */
import { describe, expect, test } from "vitest";
import { decodeProtobuf } from "../../../../local/kubernetes/api/protobuf/decodeProtobuf.ts";

/** One length-delimited field; short ones only. */
const field = (number: number, content: Buffer | string): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
};
const number = (at: number, value: number): Buffer => Buffer.from([at << 3, value]);
const all = (...parts: Buffer[]): Buffer => Buffer.concat(parts);

function encoded(apiVersion: string, kind: string, object: Buffer): Buffer {
  const typeMeta = all(field(1, apiVersion), field(2, kind));
  return all(Buffer.from("k8s\0"), field(1, typeMeta), field(2, object), field(3, ""), field(4, ""));
}

const METADATA = field(1, field(1, "one"));

describe("a known kind", () => {
  test("a Job with its pod is read, its status is not", () => {
    const resources = field(8, field(1, all(field(1, "cpu"), field(2, field(1, "2")))));
    const container = all(field(1, "main"), field(2, "tool:1"), field(3, "sh"), resources);
    const podSpec = all(field(2, container), field(3, "Never"), number(11, 0));
    const spec = all(number(7, 0), field(6, all(field(1, ""), field(2, podSpec))));
    expect(decodeProtobuf(encoded("batch/v1", "Job", all(METADATA, field(2, spec), field(3, number(4, 1)))))).toEqual({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "one" },
      spec: {
        backoffLimit: 0,
        template: {
          spec: {
            containers: [{ name: "main", image: "tool:1", command: ["sh"], resources: { limits: { cpu: "2" } } }],
            restartPolicy: "Never",
          },
        },
      },
    });
  });

  test("a number or a text stays what it was", () => {
    const budget = (value: Buffer) =>
      decodeProtobuf(encoded("policy/v1", "PodDisruptionBudget", all(METADATA, field(2, field(1, value)))));
    expect(budget(all(number(1, 0), number(2, 3), field(3, "")))).toMatchObject({ spec: { minAvailable: 3 } });
    expect(budget(all(number(1, 1), number(2, 0), field(3, "50%")))).toMatchObject({ spec: { minAvailable: "50%" } });
  });
});

describe("what is not known is refused with 415, by its name", () => {
  test.each([
    ["a kind", encoded("v1", "ResourceQuota", METADATA), "ResourceQuota"],
    ["a field of a kind", encoded("v1", "Pod", all(METADATA, field(2, field(14, "")))), "field 14 of PodSpec"],
  ])("%s", (_what, bytes, name) => {
    expect(() => decodeProtobuf(bytes)).toThrow(
      expect.objectContaining({
        status: expect.objectContaining({ code: 415, message: expect.stringContaining(name) as unknown }) as unknown,
      }),
    );
  });
});

test("what is no Kubernetes protobuf is refused with 400", () => {
  expect(() => decodeProtobuf(Buffer.from("{}"))).toThrow("no Kubernetes protobuf");
});
