/**
 * The Kubernetes API of an embedded cluster.
 * @module
 */
import {
  type DeleteOptions,
  type ExecOptions,
  type ExecResult,
  type GetOptions,
  type KindInfo,
  type KubeApi,
  type KubeObject,
  kinds,
  type LogOptions,
  type Manifest,
  microsPerSecond,
  noSuchResource,
  type ObjectList,
  type ObjectQuery,
  type ObjectReference,
  type OpenApiDocument,
  type Patch,
  type PodReference,
  StatusError,
  type Subresource,
  type Table,
  type TableQuery,
  type UserInfo,
  type WatchEvent,
  type WriteOptions,
} from "@aiops-gym/cluster";
import { deleteObject, evictPod } from "./apiserver/api-server.ts";
import { answerReview, isReview } from "./apiserver/authorization/reviews.ts";
import { customKinds } from "./apiserver/custom/custom-kinds.ts";
import { kindOf } from "./apiserver/lookup.ts";
import { openApiV3 } from "./apiserver/openapi/documents.ts";
import { createForUser, getForUser, patchForUser, replaceForUser, tableForUser } from "./apiserver/user-requests.ts";
import { listPage, watchObjects } from "./apiserver/watch.ts";
import { execInPod } from "./exec/exec-in-pod.ts";
import type { Simulation } from "./kernel/simulation.ts";
import { podLogs } from "./kubelet/container-logs.ts";
import "./controllers/index.ts";

/** Holds the simulation that is current: a restore may put another one in. */
export interface SimulationHolder {
  readonly sim: Simulation;
}

/** Who asks when nobody is impersonated. */
const administrator: UserInfo = { name: "admin", groups: ["system:masters", "system:authenticated"] };

type UpdateOptions = WriteOptions & { readonly subresource?: Subresource };

/** The API over a simulation. Every call answers at once in virtual time, but for `exec`, which lets time pass. */
export class EmbeddedKubeApi implements KubeApi {
  readonly #holder: SimulationHolder;

  constructor(holder: SimulationHolder) {
    this.#holder = holder;
  }

  async get<T extends KubeObject = KubeObject>(ref: ObjectReference, options: GetOptions = {}): Promise<T> {
    return getForUser<T>(this.#holder.sim, ref, options);
  }

  async list<T extends KubeObject = KubeObject>(query: ObjectQuery): Promise<ObjectList<T>> {
    return listPage<T>(this.#holder.sim, query);
  }

  async table(query: TableQuery): Promise<Table> {
    return tableForUser(this.#holder.sim, query);
  }

  async openApi(apiVersion: string): Promise<OpenApiDocument> {
    const { sim } = this.#holder;
    if (apiVersion.startsWith("metrics.k8s.io/") && !sim.state.metrics.installed) throw noSuchResource();
    const custom = await this.customKinds();
    const document = openApiV3(custom.length === 0 ? kinds : kinds.with(custom), apiVersion);
    if (document === undefined) throw noSuchResource();
    return JSON.parse(document.json) as OpenApiDocument;
  }

  async customKinds(): Promise<readonly KindInfo[]> {
    return [...customKinds(this.#holder.sim).values()].map(({ info }) => info);
  }

  watch<T extends KubeObject = KubeObject>(
    query: ObjectQuery,
    options: { readonly resourceVersion?: string; readonly signal: AbortSignal },
  ): AsyncIterable<WatchEvent<T>> {
    return watchObjects<T>(() => this.#holder.sim, query, options);
  }

  async create<T extends KubeObject = KubeObject>(manifest: Manifest, options?: WriteOptions): Promise<T> {
    const { sim } = this.#holder;
    if (isReview(manifest.kind)) return answerReview(sim, administrator, kindOf(sim, manifest), manifest) as T;
    return createForUser<T>(sim, manifest, options);
  }

  async update<T extends KubeObject = KubeObject>(object: Manifest, options: UpdateOptions = {}): Promise<T> {
    return replaceForUser<T>(this.#holder.sim, object, options);
  }

  async patch<T extends KubeObject = KubeObject>(
    ref: ObjectReference,
    patch: Patch,
    options: UpdateOptions = {},
  ): Promise<T> {
    return patchForUser<T>(this.#holder.sim, ref, patch, options);
  }

  async delete(ref: ObjectReference, options?: DeleteOptions): Promise<KubeObject> {
    return deleteObject(this.#holder.sim, ref, options);
  }

  async deleteCollection(query: ObjectQuery, options?: DeleteOptions): Promise<void> {
    const { sim } = this.#holder;
    for (const { apiVersion, kind, metadata } of listPage(sim, query).items) {
      const { name, namespace } = metadata;
      deleteObject(sim, { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) }, options);
    }
  }

  async logs(pod: PodReference, options?: LogOptions): Promise<string> {
    return podLogs(this.#holder.sim, pod, options);
  }

  async exec(pod: PodReference, options: ExecOptions): Promise<ExecResult> {
    const startedAt = this.#holder.sim.now;
    const result = await execInPod(this.#holder, pod, options);
    const { timeoutSeconds } = options;
    const expired =
      timeoutSeconds !== undefined && this.#holder.sim.now >= startedAt + timeoutSeconds * microsPerSecond;
    if (result.exitCode === 124 && expired) {
      throw StatusError.of("Timeout", `the command did not end within ${timeoutSeconds} s`);
    }
    return result;
  }

  async evict(pod: PodReference, options?: DeleteOptions): Promise<void> {
    evictPod(this.#holder.sim, pod, options);
  }
}
