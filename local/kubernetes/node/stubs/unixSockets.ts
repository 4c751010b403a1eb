/** Makes a Unix socket at each path that is given, and leaves it: nobody answers on it. */
import { createServer } from "node:net";
import { basename, dirname } from "node:path";

const paths = process.argv.slice(2);

/** Relative to its folder: a socket's path may have about 100 bytes, and a simulated node's root lies deep. */
async function makeSocket(path: string): Promise<void> {
  process.chdir(dirname(path));
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(basename(path), resolve);
  });
}

for (const path of paths) await makeSocket(path);
// A server that were closed would take its socket along.
process.exit(0);
