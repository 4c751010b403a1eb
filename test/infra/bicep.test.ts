/** infra/ holds together: what a compiler would say about names, as far as a grammar and this project know them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type BicepFile, createBicepReader } from "./bicepFile.ts";

const infra = join(import.meta.dirname, "../../infra");
const paths = ["main.bicep", ...readdirSync(join(infra, "modules")).map((name) => `modules/${name}`)];

let read: (file: string) => BicepFile;

beforeAll(async () => {
  const reader = await createBicepReader();
  read = (path) => reader(join(infra, path));
});

/** Of the language; whatever else is read must be declared. */
const BUILT_IN =
  /^(string|int|bool|array|object|json|range|map|items|union|concat|empty|guid|uniqueString|loadJsonContent|cidrSubnet|subscription|resourceGroup|tenant|environment|subscriptionResourceId|minLength|maxLength|minValue|maxValue|description|allowed|null|true|false)$/;

describe.each(paths)("%s", (path) => {
  it("is well-formed, and begins by saying what it is for", () => {
    expect(read(path).syntaxErrors).toEqual([]);
    expect(readFileSync(join(infra, path), "utf8")).toMatch(/^\/\/ \w/);
  });

  it("describes every parameter, uses each, and gives no secret a default", () => {
    const { parameters } = read(path);
    expect(parameters.filter(({ isDescribed }) => !isDescribed)).toEqual([]);
    expect(parameters.filter(({ isSecure, isOptional }) => isSecure && isOptional)).toEqual([]);
    const text = readFileSync(join(infra, path), "utf8");
    const uses = (name: string) => text.match(new RegExp(`(?<![.'\\w])${name}\\b(?!:)`, "g"))?.length ?? 0;
    expect(parameters.map(({ name }) => name).filter((name) => uses(name) < 2)).toEqual([]);
  });

  it("reads no name that is not declared", () => {
    const { parameters, variables, modules, resources, outputs, names } = read(path);
    const text = readFileSync(join(infra, path), "utf8");
    const loops = [...text.matchAll(/\bfor \(?(\w+)(?:, (\w+))?\)? in\b/g)].flatMap(([, item, index]) => [item, index]);
    const lambdas = [...text.matchAll(/\b(\w+) =>/g)].map(([, name]) => name);
    const declared = new Set([
      ...[...parameters, ...modules, ...outputs].map(({ name }) => name),
      ...[...variables, ...resources, ...loops, ...lambdas],
    ]);
    expect([...new Set(names)].filter((name) => !declared.has(name) && !BUILT_IN.test(name))).toEqual([]);
  });

  it("gives nothing secret out", () => {
    const text = readFileSync(join(infra, path), "utf8");
    expect(text).not.toMatch(/listKeys|listSecrets|listAccountSas|primaryKey|\.keys\b/);
    const secretive = read(path).outputs.filter(({ name, value }) => /secret|password|key\b/i.test(`${name} ${value}`));
    expect(secretive).toEqual([]);
  });

  it("loads files that are there", () => {
    for (const loaded of read(path).loads) {
      expect(() => JSON.parse(readFileSync(join(infra, path, "..", loaded), "utf8")) as unknown).not.toThrow();
    }
  });
});

describe("main.bicep and its modules", () => {
  it("gives each module exactly the parameters that it has", () => {
    for (const { name, path, given } of read("main.bicep").modules) {
      const { parameters } = read(path);
      const needed = parameters.filter(({ isOptional }) => !isOptional).map((parameter) => parameter.name);
      const known = parameters.map((parameter) => parameter.name);
      expect(given, `params of ${name}`).toEqual(expect.arrayContaining(needed));
      expect(known, `parameters of ${path}`).toEqual(expect.arrayContaining(given));
    }
  });

  it("uses outputs that exist, and leaves no output or module unused", () => {
    const { modules, outputsUsed } = read("main.bicep");
    const offered = modules.flatMap(({ name, path }) => read(path).outputs.map((output) => `${name}.${output.name}`));
    const used = outputsUsed.map(({ module, output }) => `${module}.${output}`);
    expect(used.filter((output) => !offered.includes(output))).toEqual([]);
    expect(offered.filter((output) => !used.includes(output))).toEqual([]);
    expect([...new Set(modules.map(({ path }) => path))].toSorted()).toEqual(paths.slice(1).toSorted());
  });

  it("gets from main.bicepparam what it needs, and nothing that it does not know", () => {
    const text = readFileSync(join(infra, "main.bicepparam"), "utf8");
    const given = [...text.matchAll(/^param (\w+) = /gm)].map(([, name]) => name as string);
    const { parameters } = read("main.bicep");
    expect(parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(given));
    const needed = parameters.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
    expect(given).toEqual(expect.arrayContaining(needed));
    const documented = readFileSync(join(infra, "../docs/operations.md"), "utf8");
    const settings = [...text.matchAll(/readEnvironmentVariable\('(\w+)'/g)].map(([, name]) => name as string);
    expect(settings.filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
  });
});

it("every setting of the app can be given", () => {
  const settings =
    readFileSync(join(infra, "../src/config.ts"), "utf8").match(/(?<=^ {2})LAMPLIGHTER_\w+(?=:)/gm) ?? [];
  const given = readFileSync(join(infra, "modules/functionApp.bicep"), "utf8");
  // A live world and Azure itself are what is deployed to.
  const fixed = ["LAMPLIGHTER_WORLD", "LAMPLIGHTER_ARM_ENDPOINT"];
  expect(settings.length).toBeGreaterThan(fixed.length);
  expect(settings.filter((name) => !fixed.includes(name) && !given.includes(`${name}: `))).toEqual([]);
});
