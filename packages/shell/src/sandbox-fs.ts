/**
 * The shell's files in memory. What the system itself puts there at each run (`/bin`, `/proc`, ...) is written once and left alone as
 * long as no script touched it, and a file may have a text that is made when it is first read.
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { type CpOptions, type FileContent, InMemoryFs, type MkdirOptions, type RmOptions } from "just-bash";
import type { LazyText } from "./lazy-text.ts";

/** What just-bash makes anew for each run. */
const generated = ["/proc/", "/dev/", "/bin/", "/usr/bin/"];
/** Longest path, as Linux has it. */
const longestPath = 4096;
/** Whether a path may lead to one of these, whichever way it is written. */
const suspicious = /proc|dev|bin|usr/;

/** Whether an absolute path belongs to what just-bash makes anew for each run. */
export function isGenerated(path: string): boolean {
  return generated.some((folder) => path.startsWith(folder));
}

/** Runs something as if no script were running: what just-bash keeps scripts from is there, and time is the engine's. */
const outside: <T>(run: () => T) => T = AsyncLocalStorage.snapshot();

type WriteOptions = Parameters<InMemoryFs["writeFileSync"]>[2];
type Metadata = Parameters<InMemoryFs["writeFileSync"]>[3];
type Content = Parameters<InMemoryFs["writeFileLazy"]>[1];

/** just-bash's file system, and who made which of its entries. */
export class SandboxFs extends InMemoryFs {
  /** Whether entries of the system may differ from what just-bash makes. */
  private touched = true;
  /** Whether just-bash has made them once. */
  private built = false;
  /** While the system's entries are written: when that is. */
  private building: Date | undefined;
  /** What scripts can only read. */
  private readonlyFolder: string | undefined;
  private latestDate = new Date(0);
  /** Texts that may not have been made yet. */
  private readonly lazyTexts = new WeakMap<Content, LazyText>();

  constructor(maxTotalBytes: number) {
    super({}, { maxTotalBytes });
  }

  /** Whether scripts may have changed entries of the system. */
  get isTouched(): boolean {
    return this.built && this.touched;
  }

  /** Runs something that writes the system's entries: they are written only where they may have changed. */
  build<T>(make: () => T): T {
    this.building = new Date();
    try {
      return make();
    } finally {
      this.building = undefined;
      this.touched = false;
      this.built = true;
    }
  }

  /** A date that entries of the same time share; nobody may change it. */
  dateOf(unixMillis: number): Date {
    if (this.latestDate.getTime() !== unixMillis) this.latestDate = new Date(unixMillis);
    return this.latestDate;
  }

  /** Writes a file whose text is made when it is first read. */
  writeLazyText(path: string, text: LazyText, mode: number | undefined, modified: Date): void {
    const content = (): string => outside(text);
    this.lazyTexts.set(content, text);
    this.writeFileLazy(path, content, { mtime: modified, ...(mode === undefined ? {} : { mode }) });
  }

  /** The permissions, time and maker of a text that nobody has read yet; `undefined` for all else. */
  unread(path: string): { readonly text: LazyText; readonly mode: number; readonly modified: Date } | undefined {
    const entry = this.entry(path);
    const text = entry?.lazy === undefined ? undefined : this.lazyTexts.get(entry.lazy);
    return entry === undefined || text === undefined ? undefined : { text, mode: entry.mode, modified: entry.mtime };
  }

  override writeFileSync(path: string, content: FileContent, options?: WriteOptions, metadata?: Metadata): void {
    if (this.building !== undefined && isGenerated(path)) {
      // Few of these are ever read; one that is costs its bytes then.
      if (!this.asBuilt(path)) super.writeFileLazy(path, () => content, metadata ?? { mtime: this.building });
      return;
    }
    if (path === "/dev/null") return;
    this.requireLength(path, "open");
    this.touch(path);
    super.writeFileSync(path, content, options, metadata);
  }

  override writeFileLazy(path: string, content: Content, metadata?: Metadata): void {
    if (this.building !== undefined && isGenerated(path) && this.asBuilt(path)) return;
    this.touch(path);
    super.writeFileLazy(path, content, metadata);
  }

  override async appendFile(path: string, content: FileContent, options?: WriteOptions): Promise<void> {
    if (path === "/dev/null") return;
    this.requireLength(path, "open");
    this.touch(path);
    return super.appendFile(path, content, options);
  }

  override mkdirSync(path: string, options?: MkdirOptions): void {
    this.requireLength(path, "mkdir");
    this.touch(path);
    super.mkdirSync(path, options);
  }

  override rm(path: string, options?: RmOptions): Promise<void> {
    this.touch(path);
    return super.rm(path, options);
  }

  override cp(from: string, to: string, options?: CpOptions): Promise<void> {
    this.touch(to);
    return super.cp(from, to, options);
  }

  override mv(from: string, to: string): Promise<void> {
    this.touch(from);
    this.touch(to);
    return super.mv(from, to);
  }

  override chmod(path: string, mode: number): Promise<void> {
    this.touch(path);
    return super.chmod(path, mode);
  }

  override symlink(target: string, path: string): Promise<void> {
    this.touch(path);
    // through a link, any path may lead there
    this.touch(target);
    return super.symlink(target, path);
  }

  override link(from: string, to: string): Promise<void> {
    this.touch(from);
    this.touch(to);
    return super.link(from, to);
  }

  override utimes(path: string, accessed: Date, modified: Date): Promise<void> {
    this.touch(path);
    return super.utimes(path, accessed, modified);
  }

  /** Whether the system's entry is there and no script can have changed it. */
  private asBuilt(path: string): boolean {
    return !this.touched && this.entry(path) !== undefined;
  }

  /** Linux takes no longer paths; each folder on the way costs. */
  private requireLength(path: string, operation: string): void {
    if (path.length > longestPath)
      throw new Error(`ENAMETOOLONG: name too long, ${operation} '${path.slice(0, 100)}...'`);
  }

  /** From now on, nothing in this folder changes. */
  protect(folder: string): void {
    this.readonlyFolder = folder;
  }

  private touch(path: string): void {
    if (this.building === undefined && this.readonlyFolder !== undefined) {
      const absolute = `${this.resolvePath("/", path)}/`;
      if (absolute.startsWith(`${this.readonlyFolder}/`))
        throw new Error(`EROFS: read-only file system, open '${path}'`);
    }
    if (this.building === undefined && suspicious.test(path)) this.touched = true;
  }

  /** just-bash keeps its entries to itself; a later version that keeps them otherwise only costs that texts are made at once. */
  private entry(path: string): { readonly lazy?: Content; readonly mode: number; readonly mtime: Date } | undefined {
    const { data } = this as unknown as {
      readonly data?: ReadonlyMap<string, { readonly lazy?: Content; readonly mode: number; readonly mtime: Date }>;
    };
    return data?.get(path);
  }
}
