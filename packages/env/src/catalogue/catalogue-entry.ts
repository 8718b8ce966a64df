/**
 * An entry of the catalogue: one action that a policy can choose by its number, as plain data.
 * @module
 */
import type { Action, TaskKind } from "@aiops-gym/problems";

/** What must be there for an entry to be valid, by its name in the application. */
export type Need =
  /** What runs a service's pods. */
  | { readonly kind: "workload"; readonly service: string }
  /** A Service. */
  | { readonly kind: "service"; readonly service: string }
  /** A node: 0 is the first by name. */
  | { readonly kind: "node"; readonly slot: number };

/** An entry before it has its number. */
export interface CatalogueRow {
  /** Says all that distinguishes it: `set_image geo hotel-reserv-geo`. It holds nothing that differs between episodes of an application. */
  readonly id: string;
  /** What it does, in words. */
  readonly description: string;
  /** What the environment is given for it, but for a node's name, which is known in the episode only. */
  readonly action: Action;
  /** Valid in this task only; in all when absent. */
  readonly task?: TaskKind;
  /** In localization: the service that it adds to the answer. */
  readonly mark?: string;
  readonly needs: readonly Need[];
}

/** An entry of a catalogue. */
export interface CatalogueEntry extends CatalogueRow {
  /** Its number. */
  readonly index: number;
  /** Name of the action, or `mark`; the entries of a kind stand together. */
  readonly kind: string;
}
