/**
 * Files as BusyBox's programs see them: absolute paths, folders, what the kernel says to who opens them.
 * @module
 */
import { filesOf, keepFile } from "../../exec/container-files.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { findImage } from "../../runtime/images.ts";
import type { ContainerRecord } from "../../runtime/runtime-state.ts";
import { mountAt } from "../../runtime/volumes.ts";

/** Folders that every container has. */
const systemFolders = ["/", "/dev", "/dev/pts", "/dev/shm", "/etc", "/proc", "/sys"];
const devices: ReadonlySet<string> = new Set([
  "/dev/null",
  "/dev/zero",
  "/dev/stdin",
  "/dev/stdout",
  "/dev/stderr",
  "/dev/random",
  "/dev/urandom",
  "/dev/tty",
]);

/** What is at a path. */
export type Entry =
  | { readonly kind: "file"; readonly text: string }
  | { readonly kind: "folder" }
  | { readonly kind: "device" };

/** The files of a container at one moment. Nobody changes them but through it while it is in use. */
export class ContainerFiles {
  readonly #sim: Simulation;
  readonly #container: ContainerRecord;
  #texts: Map<string, string> | undefined;
  #folders: Set<string> | undefined;

  constructor(sim: Simulation, container: ContainerRecord) {
    this.#sim = sim;
    this.#container = container;
  }

  #load(): { texts: Map<string, string>; folders: Set<string> } {
    if (this.#texts !== undefined && this.#folders !== undefined) return { texts: this.#texts, folders: this.#folders };
    const texts = new Map<string, string>();
    const folders = new Set(systemFolders);
    const addParents = (path: string): void => {
      for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) folders.add(path.slice(0, at));
    };
    texts.set("/dev/termination-log", "");
    const image = findImage(this.#sim, this.#container.image);
    for (const name of Object.keys(image?.executables ?? {})) {
      if (!name.startsWith("/")) continue;
      texts.set(name, "");
      addParents(name);
    }
    for (const mount of this.#container.mounts) {
      const path = mount.path.replace(/\/$/, "");
      addParents(path);
      // a part of a volume that is not there yet is made as a folder
      const whole = mount.subPath === undefined || mount.subPath === "";
      const made = mount.source.kind !== "configMap" && mount.source.kind !== "secret";
      if (whole || made) folders.add(path);
    }
    for (const [path, text] of filesOf(this.#sim, this.#container)) {
      addParents(path);
      if (path.endsWith("/")) folders.add(path.slice(0, -1));
      else texts.set(path, text);
    }
    this.#texts = texts;
    this.#folders = folders;
    return { texts, folders };
  }

  /** What is at an absolute path; `undefined`: nothing. */
  at(path: string): Entry | undefined {
    if (devices.has(path)) return { kind: "device" };
    const [, pid] = /^\/proc\/(\d+)\/cmdline$/.exec(path) ?? [];
    if (pid !== undefined) {
      const process = this.#sim.state.processes.busybox.get(this.#container.id)?.processes.get(Number(pid));
      return process === undefined ? undefined : { kind: "file", text: process.argv.map((arg) => `${arg}\0`).join("") };
    }
    const { texts, folders } = this.#load();
    const text = texts.get(path);
    if (text !== undefined) return { kind: "file", text };
    return folders.has(path) ? { kind: "folder" } : undefined;
  }

  /** Names in a folder, sorted. */
  list(path: string): string[] {
    const { texts, folders } = this.#load();
    const prefix = path === "/" ? "/" : `${path}/`;
    const names = new Set<string>();
    for (const known of [...texts.keys(), ...folders, ...devices]) {
      if (!known.startsWith(prefix) || known.length === prefix.length) continue;
      const rest = known.slice(prefix.length);
      const slash = rest.indexOf("/");
      names.add(slash < 0 ? rest : rest.slice(0, slash));
    }
    return [...names].sort((left, right) => (left < right ? -1 : 1));
  }

  /** Why a file cannot be written there, in the C library's words; `undefined`: it can. */
  writeProblem(path: string): string | undefined {
    const entry = this.at(path);
    if (entry?.kind === "folder") return "Is a directory";
    if (entry?.kind === "device") return undefined;
    const parent = this.at(path.slice(0, Math.max(1, path.lastIndexOf("/"))));
    if (parent === undefined) return "No such file or directory";
    if (parent.kind !== "folder") return "Not a directory";
    return this.readOnly(path) ? "Read-only file system" : undefined;
  }

  /** Whether a path lies where nothing can be changed. */
  readOnly(path: string): boolean {
    if (path === "/sys" || path.startsWith("/sys/") || path.startsWith("/proc/")) return true;
    const mount = mountAt(this.#container, path);
    return (
      mount !== undefined &&
      (mount.readOnly === true || mount.source.kind === "configMap" || mount.source.kind === "secret")
    );
  }

  /** Writes a file, whole. */
  write(path: string, text: string): void {
    if (devices.has(path)) return;
    keepFile(this.#sim, this.#container, path, text);
    this.#texts?.set(path, text);
  }

  /** Makes a folder; its parent is there. */
  makeFolder(path: string): void {
    keepFile(this.#sim, this.#container, `${path}/`, "");
    this.#folders?.add(path);
  }

  /** Removes a file, or a folder that is empty. */
  remove(path: string): void {
    const kind = this.at(path)?.kind;
    keepFile(this.#sim, this.#container, kind === "folder" ? `${path}/` : path, undefined);
    this.#texts?.delete(path);
    this.#folders?.delete(path);
  }
}

/** A path made absolute, without `.` and `..`. */
export function absolutePath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${folder}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
