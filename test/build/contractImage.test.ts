/** Which of a cluster's own images the contract suite may try when it cannot pull one. */
import type { V1Node } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { imagesOf } from "../../build/contractImage.ts";

const image = (sizeBytes: number, ...names: string[]) => ({ names, sizeBytes });
const aNode = (...images: { names: string[]; sizeBytes: number }[]) => ({ status: { images } }) as V1Node;

const pause = image(1, "registry.example/pause:3.9");
const busybox = image(3, "registry.example/busybox@sha256:0011", "registry.example/busybox:1.36");
const proxy = image(2, "registry.example/proxy:2");

test("the likeliest to have a shell come first, by a tag where there is one", () => {
  expect(imagesOf([aNode(pause, proxy, busybox)])).toEqual([
    "registry.example/busybox:1.36",
    "registry.example/pause:3.9",
    "registry.example/proxy:2",
  ]);
});

test("only what every node has will do", () => {
  expect(imagesOf([aNode(pause, busybox), aNode(proxy, pause)])).toEqual(["registry.example/pause:3.9"]);
});

test("a tag that is pulled again and again comes after others", () => {
  expect(imagesOf([aNode(image(1, "a.example/tool:latest", "a.example/tool:1"))])).toEqual(["a.example/tool:1"]);
});

test("nodes that tell no images leave nothing to try", () => {
  expect(imagesOf([{}])).toEqual([]);
});
