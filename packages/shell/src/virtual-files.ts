/**
 * Between just-bash's file system in memory and {@link ShellFiles}.
 * @module
 */
import { lazyFile, lazyTextOf } from "./lazy-text.ts";
import { isGenerated, SandboxFs } from "./sandbox-fs.ts";
import type { ShellFile, ShellFiles } from "./shell-files.ts";
import { inWorld } from "./virtual-globals.ts";

/** When the system's own folders were made: long ago, and the same in every shell. */
export const systemMillis: number = 1_735_689_600_000;

/** A file system that knows which of its entries the system made. */
export class VirtualFiles {
  readonly fs: SandboxFs;
  private readonly system = new Set<string>();

  constructor(maxTotalBytes: number) {
    this.fs = new SandboxFs(maxTotalBytes);
  }

  /** Calls all present entries the system's own; they are left out of {@link read} until changed. */
  markSystem(): void {
    for (const path of this.fs.getAllPaths()) this.system.add(path);
  }

  /** Writes entries that an earlier {@link read} gave. */
  async restore(files: ShellFiles): Promise<void> {
    for (const [path, file] of Object.entries(files)) {
      const parent = path.slice(0, path.lastIndexOf("/")) || "/";
      if (!(await this.fs.exists(parent))) await this.fs.mkdir(parent, { recursive: true });
      const mtime = this.fs.dateOf(file.modifiedUnixMillis);
      if (file.symlink !== undefined) {
        const target = file.symlink;
        // a link's own time can only be set by making it then
        await inWorld({ nowMillis: () => file.modifiedUnixMillis, random: () => 0 }, () =>
          this.fs.symlink(target, path),
        );
        continue;
      }
      const unread = lazyTextOf(file);
      if (unread !== undefined) {
        this.fs.writeLazyText(path, unread, file.mode, mtime);
        continue;
      }
      if (file.directory === true) {
        if (!(await this.fs.exists(path))) await this.fs.mkdir(path);
      } else {
        const content =
          file.base64 === undefined
            ? new TextEncoder().encode(file.text ?? "")
            : new Uint8Array(Buffer.from(file.base64, "base64"));
        await this.fs.writeFile(path, content);
      }
      if (file.mode !== undefined) await this.fs.chmod(path, file.mode);
      await this.fs.utimes(path, mtime, mtime);
    }
  }

  /** All entries but the untouched ones of the system. */
  async read(): Promise<ShellFiles> {
    const found: Record<string, ShellFile> = {};
    for (const path of this.fs.getAllPaths().toSorted()) {
      const entry = await this.readEntry(path);
      if (entry !== undefined) found[path] = entry;
    }
    return found;
  }

  private async readEntry(path: string): Promise<ShellFile | undefined> {
    if (isGenerated(path)) return undefined;
    const unread = this.fs.unread(path);
    if (unread !== undefined) {
      const modifiedUnixMillis = unread.modified.getTime();
      if (this.system.has(path) && modifiedUnixMillis === systemMillis) return undefined;
      return lazyFile(unread.text, { ...otherMode(unread.mode, 0o644), modifiedUnixMillis });
    }
    const stat = await this.fs.lstat(path);
    const modifiedUnixMillis = stat.mtime.getTime();
    if (this.system.has(path) && (stat.isSymbolicLink || modifiedUnixMillis === systemMillis)) return undefined;
    if (stat.isSymbolicLink) return { symlink: await this.fs.readlink(path), modifiedUnixMillis };
    const extra = otherMode(stat.mode, stat.isDirectory ? 0o755 : 0o644);
    if (stat.isDirectory) return { directory: true, ...extra, modifiedUnixMillis };
    const bytes = await this.fs.readFileBuffer(path);
    const text = decode(bytes);
    return {
      ...(text === undefined ? { base64: Buffer.from(bytes).toString("base64") } : { text }),
      ...extra,
      modifiedUnixMillis,
    };
  }
}

/** The permission bits, if they are not the usual ones. */
function otherMode(bits: number, usual: number): { readonly mode?: number } {
  const mode = bits & 0o7777;
  return mode === usual ? {} : { mode };
}

/** The text of UTF-8 bytes; `undefined` when they are none. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
