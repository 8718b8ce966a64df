/**
 * Records digests of the definitions that a real kube-apiserver tells of.
 *
 *     AIOPS_GYM_KUBECONFIG=... node --conditions=@source tests/api-server/record-openapi.ts
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { type RequestOptions, request } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { digestsOf } from "./openapi-digests.ts";

const config = new KubeConfig();
config.loadFromFile(process.env["AIOPS_GYM_KUBECONFIG"] ?? "");
const options: RequestOptions = {};
await config.applyToHTTPSOptions(options as never);

async function read(
  path: string,
): Promise<Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>> {
  const text = await new Promise<string>((resolve, reject) => {
    const sent = request(`${config.getCurrentCluster()?.server}${path}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks).toString()));
    });
    sent.on("error", reject).end();
  });
  return JSON.parse(text);
}

const { paths = {} } = await read("/openapi/v3");
const definitions: Record<string, unknown> = {};
for (const path of Object.keys(paths).filter((one) => /^(api|apis\/[^/]+)\/v[^/]+$/.test(one))) {
  Object.assign(definitions, (await read(`/openapi/v3/${path}`))["components"]?.["schemas"]);
}
const lines = Object.entries(digestsOf(definitions)).sort(([a], [b]) => (a < b ? -1 : 1));
const text = lines.map(([name, digest]) => `${JSON.stringify(name)}: ${JSON.stringify(digest)}`).join(",\n");
writeFileSync(new URL("recordings/openapi.json", import.meta.url), `{\n${text}\n}\n`);
