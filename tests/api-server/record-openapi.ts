/**
 * Records what Kubernetes publishes of its definitions: digests for the tests, and for the embedded package the words.
 *
 *     AIOPS_GYM_KUBECONFIG=... npm run record-openapi
 *     npm run record-openapi -- kubernetes/api/openapi-spec/v3
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { digestsOf } from "./openapi-digests.ts";
import { openApiWords } from "./openapi-words.ts";
import { definitionsOfFiles, definitionsOfServer } from "./published-definitions.ts";
import { servedDefinitions } from "./served-definitions.ts";

const [, , folder] = process.argv;
const definitions =
  folder === undefined
    ? await definitionsOfServer(process.env["AIOPS_GYM_KUBECONFIG"] ?? "")
    : definitionsOfFiles(folder);
const lines = Object.entries(digestsOf(definitions)).sort(([a], [b]) => (a < b ? -1 : 1));
const text = lines.map(([name, digest]) => `${JSON.stringify(name)}: ${JSON.stringify(digest)}`).join(",\n");
writeFileSync(new URL("recordings/openapi.json", import.meta.url), `{\n${text}\n}\n`);

const served = await servedDefinitions();
const words = JSON.stringify(
  openApiWords(Object.fromEntries(Object.entries(definitions).filter(([name]) => name in served))),
);
const file = new URL("../../packages/embedded/data/openapi-words.json.br", import.meta.url);
writeFileSync(file, brotliCompressSync(words));
console.log(`${lines.length} definitions; the words of ${Object.keys(served).length}`);
