/**
 * Records what a real kube-apiserver answers to the requests of `wire-requests.ts`.
 *
 *     AIOPS_GYM_KUBECONFIG=... node --conditions=@source tests/api-server/record-wire.ts
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import type { RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { askAll, makeNamespace, removeNamespace } from "./wire-answers.ts";

const config = new KubeConfig();
config.loadFromFile(process.env["AIOPS_GYM_KUBECONFIG"] ?? "");
const options: RequestOptions = {};
await config.applyToHTTPSOptions(options as never);
const server = { server: config.getCurrentCluster()?.server ?? "", options };
await makeNamespace(server);
try {
  const answers = await askAll(server);
  const lines = Object.entries(answers).map(([name, answer]) => `${JSON.stringify(name)}: ${JSON.stringify(answer)}`);
  writeFileSync(new URL("recordings/wire.json", import.meta.url), `{\n${lines.join(",\n")}\n}\n`);
} finally {
  await removeNamespace(server);
}
