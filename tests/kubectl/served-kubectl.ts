/**
 * The real kubectl against the embedded cluster, which is served as an API server.
 * @module
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cluster } from "@aiops-gym/cluster";
import { type ClusterServer, serveCluster } from "@aiops-gym/embedded/http";
import { clusterFor } from "../fidelity/embedded.ts";
import type { StateWithLines } from "./catalogue.ts";
import { RealKubectl } from "./real-kubectl.ts";
import type { Run } from "./run.ts";
import { tryLines } from "./try-lines.ts";

/** Tries a state's lines with a real kubectl on an embedded cluster, whose time is real from the first line on. */
export async function tryServed(one: StateWithLines, program: string, seed = 1): Promise<Run> {
  // kubectl works ages out by its own clock
  const startAt = (Math.floor(Date.now() / 1000) - one.state.seconds - 62) * 1_000_000;
  await using cluster = await clusterFor({}, seed, { metricsServer: false, startAt });
  const home = await mkdtemp(join(tmpdir(), "served-kubectl-"));
  let server: ClusterServer | undefined;
  let kubectl: RealKubectl | undefined;
  const paced: Cluster = {
    name: cluster.name,
    capabilities: cluster.capabilities,
    api: cluster.api,
    telemetry: cluster.telemetry,
    impersonate: (user) => cluster.impersonate(user),
    clock: {
      now: () => cluster.clock.now(),
      sleep: async (seconds, signal) => {
        if (server === undefined) await cluster.clock.sleep(seconds, signal);
        else await server.clock.step(seconds, signal);
      },
    },
    [Symbol.asyncDispose]: async () => {},
  };
  try {
    return await tryLines(paced, one, async (call) => {
      server ??= await serveCluster(cluster, { clock: 1 });
      if (kubectl === undefined) {
        const kubeconfig = join(home, "kubeconfig");
        await writeFile(kubeconfig, server.kubeconfig);
        kubectl = await RealKubectl.open({ program, kubeconfig });
      }
      return kubectl.run(call);
    });
  } finally {
    await kubectl?.[Symbol.asyncDispose]();
    await server?.close();
    await rm(home, { recursive: true, force: true });
  }
}
