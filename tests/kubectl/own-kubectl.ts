/**
 * Our kubectl, in process.
 * @module
 */
import type { Cluster } from "@aiops-gym/cluster";
import { runKubectl } from "@aiops-gym/shell";
import { clusterFor } from "../fidelity/embedded.ts";
import type { StateWithLines } from "./catalogue.ts";
import type { Run } from "./run.ts";
import { type Runner, tryLines } from "./try-lines.ts";

/** Our kubectl as the cluster's administrator. */
export function ownKubectl({ api, clock }: Cluster): Runner {
  return ({ argv, namespace, stdin, files }) =>
    runKubectl(
      { api, clock, namespace },
      {
        argv,
        stdin,
        readFile: (path) => {
          const text = files[path.replace(/^\.\//, "")];
          return text === undefined ? Promise.reject(new Error(`no file ${path}`)) : Promise.resolve(text);
        },
      },
    );
}

/** Tries a state's lines with our kubectl on an embedded cluster. */
export async function tryOwn(one: StateWithLines, seed = 1): Promise<Run> {
  await using cluster = await clusterFor({}, seed);
  return tryLines(cluster, one, ownKubectl(cluster));
}
