/**
 * The definitions that Kubernetes publishes, of a running kube-apiserver or of the files that it is released with.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { type RequestOptions, request } from "node:https";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";

interface Document {
  readonly paths?: Readonly<Record<string, unknown>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

/** Of a folder of files such as `apis__apps__v1_openapi.json` (`api/openapi-spec/v3` of Kubernetes' sources). */
export function definitionsOfFiles(folder: string): Readonly<Record<string, unknown>> {
  const files = readdirSync(folder).filter((name) => /__v[^_]+_openapi\.json$/.test(name));
  const documents = files.map((name): Document => JSON.parse(readFileSync(join(folder, name), "utf8")));
  return Object.assign({}, ...documents.map(({ components }) => components?.schemas));
}

/** Of the kube-apiserver that a kubeconfig names. */
export async function definitionsOfServer(kubeconfig: string): Promise<Readonly<Record<string, unknown>>> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options as never);
  const read = async (path: string): Promise<Document> => {
    const text = await new Promise<string>((resolve, reject) => {
      const sent = request(`${config.getCurrentCluster()?.server}${path}`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(Buffer.concat(chunks).toString()));
      });
      sent.on("error", reject).end();
    });
    return JSON.parse(text);
  };
  const { paths = {} } = await read("/openapi/v3");
  const definitions: Record<string, unknown> = {};
  for (const path of Object.keys(paths).filter((one) => /^(api|apis\/[^/]+)\/v[^/]+$/.test(one))) {
    Object.assign(definitions, (await read(`/openapi/v3/${path}`)).components?.schemas);
  }
  return definitions;
}
