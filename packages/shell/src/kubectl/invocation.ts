/**
 * One running kubectl command: the cluster, the flags, what is printed.
 * @module
 */
import {
  type GetOptions,
  isNotFound,
  type KindInfo,
  type KubeObject,
  microsPerSecond,
  type ObjectReference,
  type Subresource,
  type Table,
  toRfc3339Micro,
} from "@aiops-gym/cluster";
import { ClusterCall, type ClusterCallInput } from "../cluster-call.ts";
import { parseGoBool } from "./flags.ts";
import { KubectlError } from "./kubectl-error.ts";

/** How far a command goes: to the end, to the server's checks, or not even to the server. */
export type DryRun = "none" | "client" | "server";

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The files that a call may use. */
export interface KubectlFiles {
  /** @throws when there is no such file. */
  readonly readFile: (path: string) => Promise<string>;
  /** A folder's entries by name; `undefined` when the path is no folder. */
  readonly readFolder: (path: string) => Promise<readonly FolderEntry[] | undefined>;
  /** Writes a file and the folders above it. */
  readonly writeFile: (path: string, text: string) => Promise<void>;
}

/** What a command works with. */
export interface InvocationInput extends ClusterCallInput<KubectlFiles> {
  /** The command's last word, for messages. */
  readonly verb: string;
  /** All of the command's words. */
  readonly command: string;
  /** What `--help` prints of the command. */
  readonly help: () => string;
}

/** One call; made anew for each. */
export class Invocation extends ClusterCall<KubectlFiles> {
  readonly verb: string;
  /** All of the command's words. */
  readonly command: string;
  /** What `--help` prints of the command. */
  readonly help: () => string;
  readonly currentNamespace: string;
  readonly allNamespaces: boolean;
  /** How many objects were printed as YAML, one by one. */
  documents = 0;
  #dryRun: DryRun | undefined;

  constructor(input: InvocationInput) {
    super(input);
    this.verb = input.verb;
    this.command = input.command;
    this.help = input.help;
    this.currentNamespace = input.currentNamespace;
    this.allNamespaces = input.flags.bool("all-namespaces");
  }

  /** The text of a file. @throws when there is none. */
  readFile(path: string): Promise<string> {
    return this.files.readFile(path);
  }

  /** Prints a warning to stderr as kubectl's log writes it: letter and day, time, process, line of the source. */
  warnKlog(place: string, text: string): void {
    const [day = "", time = ""] = toRfc3339Micro(this.clock.now()).slice(5, -1).split("T");
    this.warn(`W${day.replace("-", "")} ${time}       1 ${place}] ${text}`);
  }

  /** Where an object of a kind with this name is, for this call's namespace. */
  reference(info: KindInfo, name: string, namespace: string = this.namespace): ObjectReference {
    return { apiVersion: info.apiVersion, kind: info.kind, name, ...(info.namespaced ? { namespace } : {}) };
  }

  /** All objects of a kind that match, in this call's namespace or all. */
  async list(
    info: Pick<KindInfo, "apiVersion" | "kind" | "namespaced">,
    options: {
      namespace?: string | undefined;
      labelSelector?: string;
      fieldSelector?: string;
      everywhere?: boolean;
    } = {},
  ): Promise<readonly KubeObject[]> {
    const namespace = options.namespace ?? this.namespace;
    const scoped = info.namespaced && options.everywhere !== true ? { namespace } : {};
    const { items } = await this.api.list({
      apiVersion: info.apiVersion,
      kind: info.kind,
      ...scoped,
      ...(options.labelSelector ? { labelSelector: options.labelSelector } : {}),
      ...(options.fieldSelector ? { fieldSelector: options.fieldSelector } : {}),
    });
    return items;
  }

  /** `--selector` and `--field-selector`; empty when absent. */
  selectors(): { readonly labelSelector: string; readonly fieldSelector: string } {
    return { labelSelector: this.flags.text("selector"), fieldSelector: this.flags.text("field-selector") };
  }

  /** An object. Of one in a namespace that is not there, the namespace is what was not found. */
  async read<T extends KubeObject = KubeObject>(
    ref: ObjectReference,
    subresource?: Subresource,
    { withoutManagedFields }: Pick<GetOptions, "withoutManagedFields"> = {},
  ): Promise<T> {
    return this.inNamespace(ref.namespace, () =>
      this.api.get<T>(ref, {
        ...(withoutManagedFields === true ? { withoutManagedFields } : {}),
        ...(subresource === undefined ? {} : { subresource }),
      }),
    );
  }

  /** What the server prints of one object, or of all of a kind that match. */
  async table(info: KindInfo, name?: string, namespace: string = this.namespace): Promise<Table> {
    const { apiVersion, kind, namespaced } = info;
    if (name !== undefined) {
      const query = { apiVersion, kind, name, ...(namespaced ? { namespace } : {}) };
      return this.inNamespace(query.namespace, () => this.api.table(query));
    }
    const { labelSelector, fieldSelector } = this.selectors();
    return this.api.table({
      apiVersion,
      kind,
      ...(namespaced && !this.allNamespaces ? { namespace } : {}),
      ...(labelSelector === "" ? {} : { labelSelector }),
      ...(fieldSelector === "" ? {} : { fieldSelector }),
    });
  }

  private async inNamespace<T>(namespace: string | undefined, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (namespace === undefined || namespace === "default" || !isNotFound(error)) throw error;
      try {
        await this.api.get({ apiVersion: "v1", kind: "Namespace", name: namespace });
      } catch (missing) {
        if (isNotFound(missing)) throw missing;
      }
      throw error;
    }
  }

  /** `--dry-run`: `client` and `server` store nothing. */
  dryRun(): DryRun {
    this.#dryRun ??= this.readDryRun();
    return this.#dryRun;
  }

  private readDryRun(): DryRun {
    const value = this.flags.text("dry-run");
    if (value === "" || value === "none") return "none";
    if (value === "client" || value === "server") return value;
    if (value === "unchanged") {
      this.warnKlog("helpers.go:731", "--dry-run is deprecated and can be replaced with --dry-run=client.");
      return "client";
    }
    const bool = parseGoBool(value);
    if (bool === undefined)
      throw new KubectlError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
    const instead = bool ? "client" : "none";
    this.warnKlog(
      bool ? "helpers.go:740" : "helpers.go:743",
      `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${instead}.`,
    );
    return instead;
  }

  /** Looks again and again, time passing between, until `look` finds something or time is up. */
  async poll<T>(seconds: number, look: () => Promise<T | undefined>, intervalSeconds = 0.5): Promise<T | undefined> {
    const end = Math.min(this.clock.now() + seconds * microsPerSecond, this.deadline);
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      const left = (end - this.clock.now()) / microsPerSecond;
      if (left <= 0) return undefined;
      await this.clock.sleep(Math.min(intervalSeconds, left), this.signal);
    }
  }

  /** Whether the time that the caller gave, rather than kubectl's own, ran out. */
  outOfTime(): boolean {
    return this.clock.now() >= this.deadline;
  }
}

/** A kubectl command: `get`, or `rollout status`. */
export interface Command {
  /** Its words. */
  readonly name: string;
  /** See `flags.ts` for the notation. */
  readonly flags: string;
  /** Flags that must be given, in alphabetical order. */
  readonly required?: readonly string[];
  /** One line, own words, shown by `--help`. */
  readonly summary: string;
  /** How it is called, after `kubectl`. */
  readonly usage: string;
  run(call: Invocation): Promise<number | undefined>;
}
