/**
 * The Kubernetes API as one user: every request is authorized by RBAC before it is done.
 * @module
 */
import type {
  DeleteOptions,
  ExecOptions,
  ExecResult,
  GetOptions,
  KindInfo,
  KubeApi,
  KubeObject,
  LogOptions,
  Manifest,
  ObjectList,
  ObjectQuery,
  ObjectReference,
  OpenApiDocument,
  Patch,
  PodReference,
  Subresource,
  Table,
  TableQuery,
  UserInfo,
  WatchEvent,
  WriteOptions,
} from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { kindOf } from "../lookup.ts";
import { getObject } from "../store.ts";
import { demand } from "./authorize.ts";
import { checkEscalation } from "./escalation.ts";
import { answerReview, isReview } from "./reviews.ts";

type UpdateOptions = WriteOptions & { readonly subresource?: Subresource };
type Place = { readonly namespace?: string | undefined; readonly name?: string | undefined };

const pods = { group: "", plural: "pods" };

/** Another API's requests, as far as a user may make them. */
export class AuthorizedKubeApi implements KubeApi {
  readonly #inner: KubeApi;
  readonly #holder: { readonly sim: Simulation };
  readonly #user: UserInfo;

  constructor(inner: KubeApi, holder: { readonly sim: Simulation }, user: UserInfo) {
    this.#inner = inner;
    this.#holder = holder;
    this.#user = user;
  }

  #demand(
    verb: string,
    ref: { readonly apiVersion: string; readonly kind: string } & Place,
    subresource?: string,
  ): KindInfo {
    const { sim } = this.#holder;
    const info = kindOf(sim, ref);
    const { name } = ref;
    // a namespace lies in itself
    const own = info.kind === "Namespace" && info.group === "" ? name : undefined;
    const namespace = info.namespaced ? ref.namespace : own;
    demand(sim, this.#user, { verb, resource: info, subresource, namespace, name });
    return info;
  }

  async get<T extends KubeObject = KubeObject>(ref: ObjectReference, options: GetOptions = {}): Promise<T> {
    this.#demand("get", inNamespace(ref), options.subresource);
    return this.#inner.get<T>(ref, options);
  }

  async list<T extends KubeObject = KubeObject>(query: ObjectQuery): Promise<ObjectList<T>> {
    this.#demand("list", named(query));
    return this.#inner.list<T>(query);
  }

  async table(query: TableQuery): Promise<Table> {
    const { name } = query;
    if (name === undefined) this.#demand("list", named(query));
    else this.#demand("get", inNamespace({ ...query, name }));
    return this.#inner.table(query);
  }

  async openApi(apiVersion: string): Promise<OpenApiDocument> {
    return this.#inner.openApi(apiVersion);
  }

  async customKinds(): Promise<readonly KindInfo[]> {
    return this.#inner.customKinds();
  }

  watch<T extends KubeObject = KubeObject>(
    query: ObjectQuery,
    options: { readonly resourceVersion?: string; readonly signal: AbortSignal },
  ): AsyncIterable<WatchEvent<T>> {
    this.#demand("watch", named(query));
    return this.#inner.watch<T>(query, options);
  }

  async create<T extends KubeObject = KubeObject>(manifest: Manifest, options?: WriteOptions): Promise<T> {
    const { sim } = this.#holder;
    const place = placeOf(manifest);
    const info = this.#demand("create", { ...place, name: undefined });
    if (isReview(info.kind)) return answerReview(sim, this.#user, info, manifest) as T;
    checkEscalation(sim, this.#user, info, place.namespace, place.name ?? "", manifest);
    return this.#inner.create<T>(manifest, options);
  }

  async update<T extends KubeObject = KubeObject>(object: Manifest, options: UpdateOptions = {}): Promise<T> {
    const { sim } = this.#holder;
    const place = placeOf(object);
    const info = this.#demand("update", place, options.subresource);
    checkEscalation(sim, this.#user, info, place.namespace, place.name ?? "", object);
    return this.#inner.update<T>(object, options);
  }

  async patch<T extends KubeObject = KubeObject>(
    ref: ObjectReference,
    patch: Patch,
    options: UpdateOptions = {},
  ): Promise<T> {
    const { sim } = this.#holder;
    const place = inNamespace(ref);
    const info = this.#demand("patch", place, options.subresource);
    const { namespace } = place;
    if (
      patch.type === "apply" &&
      getObject(sim, info.kind, info.namespaced ? namespace : undefined, ref.name) === undefined
    ) {
      this.#demand("create", place);
    }
    if (info.group === "rbac.authorization.k8s.io") {
      const result = await this.#inner.patch(ref, patch, { ...options, dryRun: true });
      checkEscalation(sim, this.#user, info, info.namespaced ? namespace : undefined, ref.name, result);
    }
    return this.#inner.patch<T>(ref, patch, options);
  }

  async delete(ref: ObjectReference, options?: DeleteOptions): Promise<KubeObject> {
    // the answer is the object as it was: whoever deletes looks at it first
    this.#demand("get", inNamespace(ref));
    this.#demand("delete", inNamespace(ref));
    return this.#inner.delete(ref, options);
  }

  async deleteCollection(query: ObjectQuery, options?: DeleteOptions): Promise<void> {
    this.#demand("deletecollection", named(query));
    return this.#inner.deleteCollection(query, options);
  }

  #demandOfPod(verb: string, subresource: string, { namespace, name }: PodReference): void {
    demand(this.#holder.sim, this.#user, { verb, resource: pods, subresource, namespace, name });
  }

  async logs(pod: PodReference, options?: LogOptions): Promise<string> {
    this.#demandOfPod("get", "log", pod);
    return this.#inner.logs(pod, options);
  }

  // programs are run over a web socket, which begins as a GET
  async exec(pod: PodReference, options: ExecOptions): Promise<ExecResult> {
    this.#demandOfPod("get", "exec", pod);
    return this.#inner.exec(pod, options);
  }

  async evict(pod: PodReference, options?: DeleteOptions): Promise<void> {
    this.#demandOfPod("create", "eviction", pod);
    return this.#inner.evict(pod, options);
  }
}

function inNamespace(ref: ObjectReference): ObjectReference & { readonly namespace: string } {
  return { ...ref, namespace: ref.namespace ?? "default" };
}

function placeOf({ apiVersion, kind, metadata }: Manifest): { apiVersion: string; kind: string } & Place {
  return { apiVersion, kind, namespace: metadata.namespace ?? "default", name: metadata.name };
}

/** A query of one name by its field selector is about that object. */
function named(query: ObjectQuery): ObjectQuery & Place {
  const name = /(?:^|,)metadata\.name==?([^,]+)/.exec(query.fieldSelector ?? "")?.[1];
  return name === undefined ? query : { ...query, name };
}
