/**
 * What the contract suite is run on, and what its parts share.
 * @module
 */
import { expect, type TestContext } from "vitest";
import type { Cluster } from "../cluster.ts";
import type { ConfigMap, Deployment, KubeObject, Manifest, ObjectReference, Pod } from "../objects/index.ts";
import { isNotFound, StatusError } from "../status-error.ts";

/** Things that some clusters cannot do, or cannot be made to do in a test. */
export type ClusterFeature =
  /** Containers that run: logs, exec. Needs `image`. */
  | "containers"
  /** Controllers that act: pods of deployments, garbage collection. */
  | "controllers"
  /** A watch from a version that was compacted away. Needs `expired`. */
  | "expired";

/** A cluster and what the suite may use of it. */
export interface ClusterUnderTest {
  readonly cluster: Cluster;
  /** The suite makes this namespace, and removes it at the end. */
  readonly namespace: string;
  /** An image with busybox at `/busybox`. */
  readonly image?: string;
  /** A watch that is too old to be served. */
  readonly expired?: {
    readonly kind: { readonly apiVersion: string; readonly kind: string };
    readonly resourceVersion: string;
  };
  /** Why a feature is not tried here. */
  readonly missing?: Readonly<Partial<Record<ClusterFeature, string>>>;
}

/** The cluster under test with hands to work on it. */
export class Subject {
  readonly under: ClusterUnderTest;
  private count = 0;

  constructor(under: ClusterUnderTest) {
    this.under = under;
  }

  get api(): Cluster["api"] {
    return this.under.cluster.api;
  }

  get namespace(): string {
    return this.under.namespace;
  }

  /** A name that no other test uses. */
  name(prefix: string): string {
    this.count += 1;
    return `${prefix}-${this.count}`;
  }

  /** Skips the test, with the reason, where the cluster lacks a feature. */
  needs(feature: ClusterFeature, context: TestContext): void {
    const reason = this.under.missing?.[feature];
    if (reason !== undefined) context.skip(`${feature}: ${reason}`);
  }

  /** Lets time pass until the answer is there. */
  async until<T>(what: string, ask: () => Promise<T | undefined | false>, seconds = 60): Promise<T> {
    const { clock } = this.under.cluster;
    const end = clock.now() + seconds * 1_000_000;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      if (clock.now() >= end) throw new Error(`${what} did not happen within ${seconds} s`);
      await clock.sleep(0.2);
    }
  }

  /** Waits until an object is gone. */
  async gone(ref: Parameters<Cluster["api"]["get"]>[0], seconds = 60): Promise<void> {
    await this.until(
      `the end of ${ref.kind} ${ref.name}`,
      async () => {
        try {
          await this.api.get(ref);
          return false;
        } catch (error) {
          if (isNotFound(error)) return true;
          throw error;
        }
      },
      seconds,
    );
  }

  configMap(
    name: string,
    data: Readonly<Record<string, string>> = { a: "1" },
    labels?: Record<string, string>,
  ): Manifest {
    const metadata = { name, namespace: this.namespace, ...(labels === undefined ? {} : { labels }) };
    return { apiVersion: "v1", kind: "ConfigMap", metadata, data };
  }

  ref(kind: { readonly apiVersion: string; readonly kind: string }, name: string): ObjectReference {
    return { ...kind, namespace: this.namespace, name };
  }

  async newConfigMap(prefix: string, labels?: Record<string, string>): Promise<ConfigMap> {
    return this.api.create<ConfigMap>(this.configMap(this.name(prefix), { a: "1" }, labels));
  }

  deployment(name: string, replicas = 0): Manifest {
    const labels = { app: name };
    return {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace: this.namespace },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [{ name: "main", image: this.image, command: ["/busybox", "sleep", "3600"] }],
          },
        },
      },
    };
  }

  async newDeployment(prefix: string, replicas = 0): Promise<Deployment> {
    return this.api.create<Deployment>(this.deployment(this.name(prefix), replicas));
  }

  pod(name: string, script = "while true; do /busybox sleep 1; done", graceSeconds = 1): Manifest {
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: this.namespace, labels: { app: name } },
      spec: {
        terminationGracePeriodSeconds: graceSeconds,
        containers: [{ name: "main", image: this.image, command: ["/busybox", "sh", "-c", script] }],
      },
    };
  }

  async runningPod(prefix: string, script?: string, graceSeconds?: number): Promise<Pod> {
    const { metadata } = await this.api.create<Pod>(this.pod(this.name(prefix), script, graceSeconds));
    return this.until(`${metadata.name} running`, async () => {
      const pod = await this.api.get<Pod>(this.ref(podKind, metadata.name));
      return pod.status.containerStatuses?.[0]?.state.running === undefined ? undefined : pod;
    });
  }

  get image(): string {
    return this.under.image ?? "registry.invalid/none:1";
  }
}

/** Kinds the suite works with. */
export const configMapKind = { apiVersion: "v1", kind: "ConfigMap" } as const;
/** @see configMapKind */
export const podKind = { apiVersion: "v1", kind: "Pod" } as const;
/** @see configMapKind */
export const deploymentKind = { apiVersion: "apps/v1", kind: "Deployment" } as const;
/** @see configMapKind */
export const replicaSetKind = { apiVersion: "apps/v1", kind: "ReplicaSet" } as const;

/** Expects a call to fail with a Status: message, reason, code and details, word for word. */
export async function refuses(
  call: Promise<unknown>,
  status: {
    readonly code: number;
    readonly reason: string;
    readonly message: string | RegExp;
    readonly details?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error, "the call was expected to fail").toBeInstanceOf(StatusError);
  const actual = (error as StatusError).status;
  if (typeof status.message === "string") expect(actual.message).toBe(status.message);
  else expect(actual.message).toMatch(status.message);
  expect(actual).toMatchObject({ kind: "Status", apiVersion: "v1", status: "Failure", code: status.code });
  expect(actual.reason).toBe(status.reason);
  if (status.details !== undefined) expect(actual.details).toEqual(status.details);
}

/** Names of listed objects, without what the cluster puts into every namespace. */
export function namesOf(objects: readonly KubeObject[]): readonly string[] {
  return objects.map(({ metadata }) => metadata.name).filter((name) => name !== "kube-root-ca.crt");
}
