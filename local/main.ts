/** The command line: demo, start, simulators (design.md, section 3). */
import { runArguments } from "./cli/runArguments.ts";

// What runs here leaves nothing behind, compiled code neither.
process.env["NODE_DISABLE_COMPILE_CACHE"] ??= "1";
process.exitCode = await runArguments(process.argv.slice(2));
