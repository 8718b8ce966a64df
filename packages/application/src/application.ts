/**
 * An application: manifests, images, programs and traffic, as data.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { ImageSpec, Program } from "./program.ts";
import type { Workload } from "./workload.ts";

/** An account in a store, as the application's set-up makes it: what its runbook lists. */
export interface StoreAccount {
  /** The service that keeps the data. */
  readonly store: string;
  readonly user: string;
  readonly password: string;
  readonly roles: readonly { readonly role: string; readonly database: string }[];
  /** Who may change accounts. */
  readonly administrator: { readonly user: string; readonly password: string };
}

/** A micro-service application that a cluster can run. Made by {@link defineApplication}. */
export interface Application {
  /** Kebab-case, unique: `hotel-reservation`. */
  readonly name: string;
  /** As people call it: `Hotel Reservation`. */
  readonly title: string;
  readonly namespace: string;
  readonly description: string;
  /** What users can do with it. */
  readonly operations: readonly string[];
  /** Applied in this order. Namespaced objects without a namespace go to {@link Application.namespace}. */
  readonly manifests: readonly Manifest[];
  readonly images: readonly ImageSpec[];
  readonly programs: readonly Program[];
  readonly workload: Workload;
  /** The label by which a service's pods are found: `io.kompose.service`. */
  readonly serviceLabel: string;
  /** Names of all services, stores included, as answers to localization problems name them. */
  readonly services: readonly string[];
  /** Accounts in its stores, for repairs; none when absent. */
  readonly accounts?: readonly StoreAccount[];
  /**
   * Files of Helm charts that it can be installed from, by their paths below the folder of charts: `shop/Chart.yaml`. The
   * agent's shell has them where an environment is asked to; the application itself is made of {@link Application.manifests}, without a release.
   */
  readonly charts?: Readonly<Record<string, string>>;
  /** How long start-up takes until traffic is served well; the workload starts then. */
  readonly startupSeconds: number;
  /** Healthy telemetry that an episode begins with. */
  readonly warmupSeconds: number;
}
