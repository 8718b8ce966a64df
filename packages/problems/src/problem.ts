/**
 * A problem: an application under load, a fault or none, and a task with its evaluator.
 * @module
 */

import type { Application } from "@aiops-gym/application";
import { GymError } from "@aiops-gym/cluster";
import type { Evaluator } from "./evaluator.ts";
import type { FaultInstance } from "./fault.ts";
import type { TaskKind } from "./task.ts";

/** One action as data, the form in which policies, repairs and trajectories hold it. */
export interface Action {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** A repair that is known to be valid: actions in order, without the final submit. */
export interface Repair {
  readonly name: string;
  readonly actions: readonly Action[];
}

/** A problem that an environment can be reset to. Made by {@link defineProblem}. */
export interface Problem {
  /** Unique; names the answer, so no policy sees it. */
  readonly id: string;
  readonly task: TaskKind;
  readonly application: Application;
  /** Injected together, in order. None: a healthy episode. */
  readonly faults: readonly FaultInstance[];
  readonly evaluator: Evaluator;
  /** Mitigation: at least one valid repair; the oracle plays the first. */
  readonly repairs: readonly Repair[];
  /** Healthy time under load between the warm-up and the injection; 0 by default. */
  readonly secondsToFault: number;
  /** Time from the begin of the injection to the page, long enough for the injection itself. */
  readonly secondsToPage: number;
  readonly maxSteps: number;
}

type Defaulted = "faults" | "repairs" | "secondsToFault" | "secondsToPage" | "maxSteps";

/** What {@link defineProblem} takes; the rest has defaults. */
export type ProblemDefinition = Omit<Problem, Defaulted> & Partial<Pick<Problem, Defaulted>>;

/** AIOpsLab's command line gives a policy so many steps. */
const defaultMaxSteps = 30;
const defaultSecondsToPage = 60;

/**
 * Checks a problem and fills in defaults.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when it cannot work.
 */
export function defineProblem(definition: ProblemDefinition): Problem {
  const problem: Problem = {
    faults: [],
    repairs: [],
    secondsToFault: 0,
    secondsToPage: defaultSecondsToPage,
    maxSteps: defaultMaxSteps,
    ...definition,
  };
  const refuse = (what: string): never => {
    throw new GymError("ERR_INVALID_DEFINITION", `Problem "${problem.id}": ${what}`);
  };
  if (!/^[\w./-]+(@[0-9a-f]+#\d+(\/twin)?)?$/.test(problem.id))
    refuse("its id may hold letters, digits, `_`, `-`, `.` and `/` only.");
  if (problem.task !== "detection" && problem.faults.length === 0) {
    refuse(
      `task ${problem.task} has no fault; only detection problems may be healthy. Add one by \`instantiate(fault, parameters)\`.`,
    );
  }
  if (problem.task === "mitigation" && problem.repairs.length === 0) {
    refuse("a mitigation problem needs at least one valid repair, which the oracle plays.");
  }
  if (!(Number.isInteger(problem.maxSteps) && problem.maxSteps > 0)) {
    refuse(`maxSteps is ${problem.maxSteps}; expected a positive integer.`);
  }
  for (const name of ["secondsToFault", "secondsToPage"] as const) {
    const seconds = problem[name];
    if (!(Number.isFinite(seconds) && seconds >= 0)) refuse(`${name} is ${seconds}; expected seconds, 0 or more.`);
  }
  return Object.freeze(problem);
}
