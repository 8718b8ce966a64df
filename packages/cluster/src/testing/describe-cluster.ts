/**
 * The contract every cluster keeps, as Vitest tests: `describeCluster("embedded", open)`.
 * Messages and behaviour were recorded from Kubernetes 1.34.4, where this suite passes too.
 * @module
 */
import { afterAll, beforeAll, describe } from "vitest";
import { isNotFound } from "../status-error.ts";
import { describeDeletion } from "./deletion.ts";
import { describeFailures } from "./failures.ts";
import { describeObjects } from "./objects.ts";
import { describePatches } from "./patches.ts";
import { describePods } from "./pods.ts";
import { describeSelectors } from "./selectors.ts";
import { type ClusterUnderTest, Subject } from "./subject.ts";
import { describeWatches } from "./watches.ts";

/** How the suite is run. */
export interface DescribeClusterOptions {
  /** Why nothing is tried: no cluster at hand. */
  readonly skip?: string;
}

/**
 * Declares the suite for one cluster, opened once and closed at the end.
 *
 * @param open - Names a namespace that does not exist yet; the suite makes it and removes it.
 */
export function describeCluster(
  name: string,
  open: () => Promise<ClusterUnderTest>,
  options: DescribeClusterOptions = {},
): void {
  if (options.skip !== undefined) {
    describe.skip(`${name} cluster (skipped: ${options.skip})`, () => declare(() => never()));
    return;
  }
  // a real cluster takes its time
  describe(`${name} cluster`, { timeout: 90_000 }, () => {
    let subject: Subject | undefined;
    beforeAll(async () => {
      subject = new Subject(await open());
      for (const [feature, reason] of Object.entries(subject.under.missing ?? {})) {
        console.info(`${name} cluster: not trying ${feature}: ${reason}`);
      }
      await prepare(subject);
    }, 120_000);
    afterAll(async () => {
      if (subject === undefined) return;
      const { cluster, namespace } = subject.under;
      await cluster.api.delete({ apiVersion: "v1", kind: "Namespace", name: namespace });
      await cluster[Symbol.asyncDispose]();
    }, 120_000);
    declare(() => subject ?? never());
  });
}

function declare(subject: () => Subject): void {
  describeObjects(subject);
  describeFailures(subject);
  describePatches(subject);
  describeSelectors(subject);
  describeWatches(subject);
  describeDeletion(subject);
  describePods(subject);
}

/** Makes the namespace and waits for its service account, without which no pod is admitted. */
async function prepare(subject: Subject): Promise<void> {
  const { api, namespace } = subject;
  await api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  await subject.until("the default service account", async () => {
    try {
      return await api.get({ apiVersion: "v1", kind: "ServiceAccount", namespace, name: "default" });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  });
}

function never(): never {
  throw new Error("the cluster was not opened");
}
