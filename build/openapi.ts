/** `npm run openapi`: writes docs/openapi.json from the table of operations. A test fails while the file is another one. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { makeDocument } from "../src/http/openapi/makeDocument.ts";
import { ROUTES } from "../src/http/routes.ts";

const file = join(import.meta.dirname, "..", "docs", "openapi.json");
writeFileSync(file, `${JSON.stringify(makeDocument(ROUTES, packageJson.version), null, 2)}\n`);
