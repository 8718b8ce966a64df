/**
 * A scenario: what is done to a cluster, as data. The recorder plays it on a real one, the replay on the embedded one.
 * @module
 */
import type { DeleteOptions, LogOptions, Manifest, Patch, Subresource } from "@aiops-gym/cluster";

/**
 * Names an object. `kind` is what kubectl takes (`pod`, `Deployment`, `jobs.batch`). An object whose name was drawn is named by a
 * selector: the `index`th (0 by default) of those it selects, oldest first, by name among those of the same second.
 */
export type Target =
  | { readonly kind: string; readonly name: string; readonly namespace?: string }
  | { readonly kind: string; readonly selector: string; readonly index?: number; readonly namespace?: string };

/** A manifest without what the player fills in: the scenario's namespace. */
export type ScenarioObject = Manifest;

interface StepBase {
  /** Seconds after the scenario's begin. Steps that take long (exec) delay those after them. */
  readonly at: number;
  /** Acts as this user instead of as the administrator: `system:serviceaccount:$NS:robot`. */
  readonly as?: string;
  /** Compares the whole object that the cluster answered with, not only that it did; `managed`: with its managed fields. */
  readonly show?: true | "managed";
}

/** One request. Its answer, or its failure word for word, is part of what is compared. */
export type ScenarioStep = StepBase &
  (
    | { readonly do: "create"; readonly objects: readonly ScenarioObject[]; readonly dryRun?: true }
    /** Server-side apply. */
    | { readonly do: "apply"; readonly object: ScenarioObject; readonly manager: string; readonly force?: true }
    /** Replaces the object by what it is now with these fields changed (a JSON merge patch made by the client), or by `object` as it is. */
    | {
        readonly do: "update";
        readonly object: ScenarioObject;
        readonly subresource?: Subresource;
      }
    | {
        readonly do: "patch";
        readonly target: Target;
        readonly patch: Patch;
        readonly subresource?: Subresource;
      }
    | { readonly do: "scale"; readonly target: Target; readonly replicas: number }
    | { readonly do: "delete"; readonly target: Target; readonly options?: DeleteOptions }
    | {
        readonly do: "delete-collection";
        readonly kind: string;
        readonly labelSelector?: string;
        readonly options?: DeleteOptions;
      }
    | { readonly do: "evict"; readonly pod: Target; readonly options?: DeleteOptions }
    | { readonly do: "get"; readonly target: Target; readonly subresource?: Subresource }
    /** The names of the objects. */
    | {
        readonly do: "list";
        readonly kind: string;
        readonly labelSelector?: string;
        readonly fieldSelector?: string;
        readonly limit?: number;
      }
    /** The server's own `Table`. */
    | { readonly do: "table"; readonly kind: string; readonly labelSelector?: string }
    | { readonly do: "logs"; readonly pod: Target; readonly options?: LogOptions }
    /** Runs a program in a container: what it printed, its exit code, and after how long. */
    | {
        readonly do: "exec";
        readonly pod: Target;
        readonly container?: string;
        readonly command: readonly string[];
        readonly timeoutSeconds?: number;
      }
  );

/** What a scenario needs beside a plain cluster. */
export type ScenarioNeed =
  /** Nodes that only pretend (kwok): Node objects with the annotation `kwok.x-k8s.io/node: fake` come alive. */
  | "kwok"
  /** A metrics server. */
  | "metrics";

/**
 * In all texts, `$NS` is the scenario's namespace and `$IMAGE` the test image: busybox at `/busybox` (entry point `/busybox`, nothing else
 * in it, no links for its applets). Cluster-scoped objects, and further namespaces, have names that begin with `$NS--`.
 */
export interface Scenario {
  /** Unique, kebab-case, without `--`; the recording's file name. */
  readonly name: string;
  /** What is seen, as a sentence in the present tense. */
  readonly title: string;
  readonly needs?: readonly ScenarioNeed[];
  readonly steps: readonly ScenarioStep[];
  /** How long it is watched, from its begin; at least 5 s after the last step, and not at a moment when something is due. */
  readonly seconds: number;
  /** The second of the minute, by the cluster's clock, at which the scenario begins. */
  readonly startAtSecond?: number;
  /** Kinds watched beside the usual ones (see `watched-kinds.ts`). */
  readonly watch?: readonly { readonly apiVersion: string; readonly kind: string }[];
  /** For what no referee can show: the documentation that says it. Such a scenario has a hand-written expectation. */
  readonly source?: string;
}
