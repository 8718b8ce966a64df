/**
 * Our kubectl, in process.
 * @module
 */
import { builtInKinds, type Cluster, KindTable, metricsKinds } from "@aiops-gym/cluster";
import { type KubectlFiles, runKubectl } from "@aiops-gym/shell";
import { clusterFor } from "../fidelity/embedded.ts";
import type { StateWithLines } from "./catalogue.ts";
import type { Run } from "./run.ts";
import { type Runner, tryLines } from "./try-lines.ts";

/** Nothing is installed on the recorded cluster. */
const kinds = new KindTable([...builtInKinds, ...metricsKinds]);

/** Our kubectl as the cluster's administrator. */
export function ownKubectl(cluster: Cluster): Runner {
  const { api, clock } = cluster;
  return ({ argv, namespace, stdin, files, seconds }) =>
    runKubectl(
      { api, clock, namespace, kinds, impersonate: (user) => cluster.impersonate(user) },
      {
        argv,
        stdin,
        ...(seconds === undefined ? {} : { timeoutSeconds: seconds }),
        files: filesOf(files),
      },
    );
}

/** A line's files as a working directory. */
function filesOf(files: Readonly<Record<string, string>>): KubectlFiles {
  const plain = (path: string): string => path.replace(/^\.\//, "").replace(/\/+$/, "");
  return {
    async readFile(path) {
      const text = files[plain(path)];
      if (text === undefined) throw new Error(`no file ${path}`);
      return text;
    },
    async readFolder(path) {
      const folder = plain(path) === "." ? "" : `${plain(path)}/`;
      const inside = Object.keys(files).flatMap((name) => (name.startsWith(folder) ? [name.slice(folder.length)] : []));
      const entries = new Map(inside.map((name) => [name.split("/")[0] ?? "", name.includes("/")]));
      if (folder !== "" && inside.length === 0) return undefined;
      return [...entries].map(([name, isFolder]) => ({ name, isFolder })).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    writeFile: () => Promise.reject(new Error("files cannot be written here")),
  };
}

/** Tries a state's lines with our kubectl on an embedded cluster. */
export async function tryOwn(one: StateWithLines, seed = 1): Promise<Run> {
  await using cluster = await clusterFor({}, seed, { metricsServer: false });
  return tryLines(cluster, one, ownKubectl(cluster));
}
