/**
 * Where releases are: a Secret a revision, as Helm 3 keeps them.
 * @module
 */
import {
  isNotFound,
  type KubeApi,
  type KubeObject,
  type Manifest,
  microsPerSecond,
  type UnixMicros,
} from "@aiops-gym/cluster";
import { mapAt, textAt } from "../kubectl/tree.ts";
import { HelmError } from "./helm-error.ts";
import { decodeRelease, encodeRelease, type Release } from "./release.ts";

const systemLabels: ReadonlySet<string> = new Set(["name", "owner", "status", "version", "createdAt", "modifiedAt"]);

/** The failure of every command that names a release which is not there. */
export function releaseNotFound(): HelmError {
  return new HelmError("release: not found");
}

/** Releases of one namespace. */
export class ReleaseStorage {
  private readonly api: KubeApi;
  private readonly namespace: string;
  private readonly now: () => UnixMicros;

  constructor(api: KubeApi, namespace: string, now: () => UnixMicros) {
    this.api = api;
    this.namespace = namespace;
    this.now = now;
  }

  /** All revisions that fit a selector, of this namespace or of all; what cannot be read is left out. */
  async list(labelSelector = "owner=helm", everywhere = false): Promise<readonly Release[]> {
    const scope = everywhere ? {} : { namespace: this.namespace };
    const { items } = await this.api.list({ apiVersion: "v1", kind: "Secret", labelSelector, ...scope });
    return items.flatMap((secret) => read(secret) ?? []);
  }

  /** All revisions of a release, the oldest first. @throws {@link HelmError} where there are none. */
  async history(name: string): Promise<readonly Release[]> {
    const found = await this.list(`name=${name},owner=helm`);
    if (found.length === 0) throw releaseNotFound();
    return [...found].sort((a, b) => a.version - b.version);
  }

  /** The latest revision. */
  async last(name: string): Promise<Release> {
    const last = (await this.history(name)).at(-1);
    if (last === undefined) throw releaseNotFound();
    return last;
  }

  async get(name: string, version: number): Promise<Release> {
    try {
      const secret = await this.api.get({
        apiVersion: "v1",
        kind: "Secret",
        name: key(name, version),
        namespace: this.namespace,
      });
      const release = read(secret);
      if (release !== undefined) return release;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    throw releaseNotFound();
  }

  /** Revisions that are deployed, the latest first. */
  async deployed(name: string): Promise<readonly Release[]> {
    const found = await this.list(`name=${name},owner=helm,status=deployed`);
    return [...found].sort((a, b) => b.version - a.version);
  }

  /**
   * Stores a new revision.
   *
   * @param maxHistory - How many are kept, with this one; 0 for all.
   */
  async create(release: Release, maxHistory = 0): Promise<void> {
    if (maxHistory > 0) await this.prune(release.name, maxHistory - 1);
    await this.api.create(this.secret(release, "createdAt"), { fieldManager: "helm" });
  }

  async update(release: Release): Promise<void> {
    await this.api.update(this.secret(release, "modifiedAt"), { fieldManager: "helm" });
  }

  async delete({ name, version }: Release): Promise<void> {
    await this.api.delete({ apiVersion: "v1", kind: "Secret", name: key(name, version), namespace: this.namespace });
  }

  private async prune(name: string, kept: number): Promise<void> {
    const all = await this.list(`name=${name},owner=helm`);
    const [current] = await this.deployed(name);
    const old = [...all].sort((a, b) => a.version - b.version).filter(({ version }) => version !== current?.version);
    for (const release of old.slice(0, Math.max(0, all.length - kept))) await this.delete(release);
  }

  private secret(release: Release, timeLabel: "createdAt" | "modifiedAt"): Manifest {
    const labels = {
      ...release.labels,
      [timeLabel]: String(Math.floor(this.now() / microsPerSecond)),
      name: release.name,
      owner: "helm",
      status: release.status,
      version: String(release.version),
    };
    return {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: key(release.name, release.version), namespace: this.namespace, labels },
      type: "helm.sh/release.v1",
      data: { release: Buffer.from(encodeRelease(release)).toString("base64") },
    };
  }
}

function key(name: string, version: number): string {
  return `sh.helm.release.v1.${name}.v${version}`;
}

function read(secret: KubeObject): Release | undefined {
  const labels = Object.entries(mapAt(secret, "metadata.labels")).filter(([label]) => !systemLabels.has(label));
  const text = Buffer.from(textAt(secret, "data.release"), "base64").toString("utf8");
  return decodeRelease(text, Object.fromEntries(labels));
}
