/**
 * What the Functions worker loads: the app with the process's own environment and network. It is loaded last, so that
 * stack traces name its sources, and compiled only once where the machine keeps what was compiled.
 */
import module from "node:module";
import { nameSourcesInStackTraces } from "./stackTraces.ts";

nameSourcesInStackTraces(new URL(".", import.meta.url).href);
module.enableCompileCache();
const { registerLamplighter } = await import("./app.ts");
registerLamplighter({ environment: process.env });
