/**
 * A cluster that real clients speak to, and how tests run them.
 * @module
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { busyboxImage, busyboxProgram, openEmbeddedCluster } from "@aiops-gym/embedded";
import { type ClusterServer, type ServeClusterOptions, serveCluster } from "@aiops-gym/embedded/http";

/** Where everything runs in. */
export const image = "docker.io/library/aiops-gym-test:1";

/** A served cluster with a kubeconfig in a folder of its own. */
export interface Served extends AsyncDisposable {
  readonly server: ClusterServer;
  readonly folder: string;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
}

/** Serves an empty cluster with one node; twenty seconds a second, unless another pace is given. */
export async function serveEmpty(options: ServeClusterOptions = {}): Promise<Served> {
  const cluster = openEmbeddedCluster({ seed: 7, images: [busyboxImage(image)], programs: [busyboxProgram] });
  const server = await serveCluster(cluster, { clock: 20, ...options });
  const folder = await mkdtemp(join(tmpdir(), "aiops-gym-"));
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, server.kubeconfig);
  return {
    server,
    folder,
    kubeconfig,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** What a program printed, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program; a minute at most. */
export function run(
  program: string,
  args: readonly string[],
  { env = {}, stdin = "" }: { readonly env?: Readonly<Record<string, string>>; readonly stdin?: string } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, timeout: 60_000, maxBuffer: 16 * 1024 * 1024 };
    const child = execFile(program, [...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
    child.stdin?.end(stdin);
  });
}

/** A deployment that prints a line a second. */
export function talker(namespace: string, replicas = 1): Readonly<Record<string, unknown>> {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "talker", namespace },
    spec: {
      replicas,
      selector: { matchLabels: { app: "talker" } },
      template: {
        metadata: { labels: { app: "talker" } },
        spec: {
          containers: [
            { name: "c", image, command: ["/busybox", "sh", "-c", "while true; do echo hi; /busybox sleep 1; done"] },
          ],
          terminationGracePeriodSeconds: 0,
        },
      },
    },
  };
}
