/**
 * The real kubectl, as a process.
 * @module
 */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Runner } from "./try-lines.ts";

/** Where the real kubectl is, and what it talks to. */
export interface RealKubectlOptions {
  /** The program; found by PATH when it has no slash. */
  readonly program: string;
  readonly kubeconfig: string;
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: unknown }[];
  readonly users: readonly { readonly user: unknown }[];
}

/** A home of its own for kubectl: its caches, and a kubeconfig for each namespace. */
export class RealKubectl implements AsyncDisposable {
  readonly run: Runner;
  private readonly home: string;

  private readonly kubeconfigs = new Map<string, Promise<string>>();

  private constructor(home: string, options: RealKubectlOptions) {
    this.home = home;
    this.run = async ({ argv, namespace, stdin, files, seconds = 60 }) => {
      const config = await this.kubeconfigFor(options, namespace);
      const work = await mkdtemp(join(home, "work-"));
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(work, name)), { recursive: true });
        await writeFile(join(work, name), text);
      }
      const env = { HOME: home, PATH: process.env["PATH"] ?? "", KUBECONFIG: config };
      const answer = await runProcess(options.program, argv, { cwd: work, env, stdin, seconds });
      await rm(work, { recursive: true });
      return answer;
    };
  }

  static async open(options: RealKubectlOptions): Promise<RealKubectl> {
    return new RealKubectl(await mkdtemp(join(tmpdir(), "kubectl-home-")), options);
  }

  /** A copy of the kubeconfig with names of our own, whose current context has the namespace. */
  private kubeconfigFor({ program, kubeconfig }: RealKubectlOptions, namespace: string): Promise<string> {
    let made = this.kubeconfigs.get(namespace);
    if (made === undefined) {
      made = this.copyKubeconfig(program, kubeconfig, namespace);
      this.kubeconfigs.set(namespace, made);
    }
    return made;
  }

  private async copyKubeconfig(program: string, kubeconfig: string, namespace: string): Promise<string> {
    const argv = ["config", "view", "--raw", "--flatten", "--minify", "-o", "json"];
    const env = { HOME: this.home, PATH: process.env["PATH"] ?? "", KUBECONFIG: kubeconfig };
    const { exitCode, stdout, stderr } = await runProcess(program, argv, {
      cwd: this.home,
      env,
      stdin: "",
      seconds: 60,
    });
    if (exitCode !== 0) throw new Error(stderr);
    const { clusters, users } = JSON.parse(stdout) as Kubeconfig;
    const path = join(this.home, `kubeconfig-${namespace}`);
    const name = "cluster";
    const config = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster: clusters[0]?.cluster }],
      users: [{ name, user: users[0]?.user }],
      contexts: [{ name, context: { cluster: name, user: name, namespace } }],
      "current-context": name,
    };
    await writeFile(path, JSON.stringify(config));
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }
}

interface ProcessOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: string;
  readonly seconds: number;
}

function runProcess(
  program: string,
  argv: readonly string[],
  { cwd, env, stdin, seconds }: ProcessOptions,
): ReturnType<Runner> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { cwd, env, stdio: "pipe", timeout: seconds * 1000, killSignal: "SIGINT" });
    const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
    child.stdout.on("data", (chunk: Buffer) => chunks.stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const text = (of: readonly Buffer[]): string => Buffer.concat(of).toString("utf8");
      resolve({ stdout: text(chunks.stdout), stderr: text(chunks.stderr), exitCode: code ?? 124 });
    });
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
  });
}
