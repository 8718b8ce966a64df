/**
 * Runs a TypeScript file of this workspace in a process of its own, as people do.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts Node on a file with arguments; resolves when it has ended. */
export function runNode(file: string, args: readonly string[] = [], stdin = ""): Promise<Ended> {
  return ended(spawn(process.execPath, ["--conditions=@source", file, ...args], { cwd: root }), stdin);
}

/** Waits for a process's end and collects what it printed. */
export function ended(child: ReturnType<typeof spawn>, stdin = ""): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (part) => {
      stdout += part;
    });
    child.stderr?.on("data", (part) => {
      stderr += part;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    child.stdin?.end(stdin);
  });
}
