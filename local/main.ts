/** The command line: demo, start, simulators (design.md, section 3). */
import { runArguments } from "./cli/runArguments.ts";

process.exitCode = await runArguments(process.argv.slice(2));
