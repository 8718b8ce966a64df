/**
 * What one kind's objects have to obey.
 * @module
 */
import type { FieldError } from "@aiops-gym/cluster";
import type { Draft } from "../draft.ts";

/** One kind's row. Errors come in the order in which Kubernetes tells them. */
export interface KindRules {
  /** What is wrong with an object that has its defaults, beside its metadata. */
  readonly object?: (object: Draft) => FieldError[];
  /** What is wrong with a new object only. Told after what is wrong with the object. */
  readonly create?: (object: Draft) => FieldError[];
  /** What is wrong with a change; both have their defaults. Told after what is wrong with the object, unless `changesFirst`. */
  readonly update?: (next: Draft, previous: Draft) => FieldError[];
  readonly changesFirst?: true;
  /** What keeps a text from being a name of this kind; a DNS subdomain by default. */
  readonly name?: (name: string) => readonly string[];
}
