/**
 * A state that a cluster is brought into, and the command lines that are tried there.
 * @module
 */
import type { ScenarioStep } from "../fidelity/scenario.ts";

/**
 * In all texts of a state and of its lines, `$NS` is the state's namespace and `$IMAGE` the test image (busybox at `/busybox`). Objects
 * without a namespace have names that begin with `$NS--`.
 */
export interface State {
  /** Unique, kebab-case; the recording's file name. The namespace is `kt-<name>`. */
  readonly name: string;
  /** What is to be seen there, as a sentence in the present tense. */
  readonly title: string;
  /** What is asked of the cluster, and when; see `tests/fidelity/scenario.ts`. */
  readonly steps: readonly ScenarioStep[];
  /** When the lines begin, in seconds after the first step: at a moment when nothing is due for a while. */
  readonly seconds: number;
  /** Lines change the state: they run in their order, and names that are drawn are looked up after each. */
  readonly writes?: true;
  /** Lines of writing states have time to take effect: so many seconds pass after each; 0 when absent. */
  readonly secondsBetween?: number;
}

/**
 * A command line without the leading `kubectl`, as a shell would read it (quotes, backslashes, nothing else), or with what it reads.
 * `{{pod app=web}}` is the name of the first object of that kind which the selector finds, the oldest first.
 */
export type Line =
  | string
  | {
      readonly line: string;
      readonly stdin?: string;
      /** Files of the working directory: names and texts. */
      readonly files?: Readonly<Record<string, string>>;
      /** What is compared: only the exit code, of what comes from somewhere else; or lines in any order, where the real ones have none. */
      readonly compare?: "exit-code" | "sorted-lines";
      /** Ends it, as Control-C does, after so many seconds: of what never ends by itself, only standard output is compared. */
      readonly seconds?: number;
      /** Seconds that pass before it. */
      readonly after?: number;
    };

/** Lines of one topic for one state. */
export interface LinesOf {
  readonly state: string;
  readonly lines: readonly Line[];
}

/** A line in its full form. */
export type FullLine = Exclude<Line, string>;

/** The namespace of a state. */
export function namespaceOf({ name }: Pick<State, "name">): string {
  return `kt-${name}`;
}
