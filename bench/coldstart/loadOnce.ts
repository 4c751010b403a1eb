/** A worker's first moments, in a fresh process: `node loadOnce.ts FILE` prints how long it took to load the app. */
import { pathToFileURL } from "node:url";
import { collectApp } from "../../local/host/loadApp.ts";

const [file = ""] = process.argv.slice(2);
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const { functions } = await collectApp(() => import(pathToFileURL(file).href));
const wallMs = performance.now() - startedAt;
const { user, system } = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, functions: functions.length }));
