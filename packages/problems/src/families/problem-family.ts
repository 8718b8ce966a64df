/**
 * Families of problems: a kind of fault and a task, of which every seed draws one problem.
 * @module
 */
import { createHash } from "node:crypto";
import type { Application } from "@aiops-gym/application";
import { canonicalJson, GymError } from "@aiops-gym/cluster";
import type { Evaluator } from "../evaluator.ts";
import { analysisEvaluator } from "../evaluators/analysis.ts";
import { detectionEvaluator } from "../evaluators/detection.ts";
import { localizationEvaluator } from "../evaluators/localization.ts";
import { mitigationEvaluator } from "../evaluators/mitigation.ts";
import type { FaultInstance } from "../fault.ts";
import { defineProblem, type Problem, type Repair } from "../problem.ts";
import type { TaskKind } from "../task.ts";
import { checkChoices } from "./check-choices.ts";
import { type Choices, type Draw, drawChoices, namesOf } from "./choice.ts";
import { formatDrawnId } from "./drawn-id.ts";

/** What happens in one problem, whatever is asked about it. */
export interface Incident {
  readonly application: Application;
  /** One or more. */
  readonly faults: readonly FaultInstance[];
  /** Valid repairs, the oracle's first; needed where mitigation is asked. */
  readonly repairs: readonly Repair[];
  /** Healthy time under load before the injection. */
  readonly secondsToFault: number;
  readonly secondsToPage: number;
}

/** A kind of fault, and what may be asked about it. */
export interface FaultKind {
  /** Name of the application: `hotel-reservation`. */
  readonly application: string;
  /** Unique within the application; letters, digits and `_`: `revoke_auth`. */
  readonly name: string;
  /** What happens, in a sentence. */
  readonly description: string;
  readonly tasks: readonly TaskKind[];
  /** Raised whenever equal draws make other problems than before, beyond what {@link FaultKind.choices} says. */
  readonly version: number;
  /** All that is drawn. `service` (one) or `services` (a list) name what is faulty. */
  readonly choices: Choices;
  /** Data beside the choices that incidents are made of; part of the families' hash. */
  readonly basis?: unknown;
  /** Whether users notice: requests fail, or take much longer. */
  readonly usersNotice: boolean;
  incident(draw: Draw): Incident;
}

/** A kind of fault and a task. Made by {@link defineFamilies}. */
export interface ProblemFamily {
  /** `hotel-reservation/revoke_auth-detection`. */
  readonly id: string;
  readonly application: string;
  /** The kind of fault: `revoke_auth`. */
  readonly kind: string;
  readonly task: TaskKind;
  readonly description: string;
  readonly choices: Choices;
  /** All services that may be faulty. */
  readonly services: readonly string[];
  readonly usersNotice: boolean;
  /** SHA-256 over all of the definition that is data; its first eight digits are in the problems' ids. */
  readonly hash: string;
  /**
   * Everything that a seed chooses, cheaply: for splits and statistics. In detection `faulty` says whether there is a fault.
   *
   * @param seed - An integer in [0, 2^53).
   */
  draw(seed: number): Draw;
  /** The id of a seed's problem, without making it. */
  idOf(seed: number): string;
  /**
   * The problem of a seed. The same seed gives the same problem, the same object as long as it is among the family's latest 256; in
   * detection, every second one is healthy.
   *
   * @param seed - An integer in [0, 2^53).
   * @throws GymError `ERR_INVALID_DEFINITION` for another seed.
   */
  sample(seed: number): Problem;
  /**
   * Detection: the same application, traffic and times, with a fault where the problem of the seed has none, and without where it has one.
   *
   * @throws GymError `ERR_INVALID_DEFINITION` for other tasks, where a problem without a fault would have no answer.
   */
  twin(seed: number): Problem;
}

const evaluators: Readonly<Record<TaskKind, Evaluator>> = {
  detection: detectionEvaluator,
  localization: localizationEvaluator,
  analysis: analysisEvaluator,
  mitigation: mitigationEvaluator,
};

/** Digits of the definition's hash in ids. */
const digestDigits = 8;

/** Problems that a family keeps, the latest that were asked for; one takes about a kilobyte. */
const mostKept = 256;

/**
 * One family for each task of a kind of fault. The same seed draws the same incident for all of them.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when a name cannot be part of an id, a reserved choice is taken, or a choice cannot be drawn.
 */
export function defineFamilies(kind: FaultKind): readonly ProblemFamily[] {
  if (!/^\w+$/.test(kind.name)) refuse(kind, "its name may hold letters, digits and `_` only");
  if (!/^[\w.-]+$/.test(kind.application))
    refuse(kind, "its application's name may hold letters, digits, `_`, `-` and `.` only");
  if (Object.hasOwn(kind.choices, "faulty")) refuse(kind, 'the choice "faulty" is made for it; take another name');
  checkChoices(`${kind.application}/${kind.name}`, kind.choices);
  return kind.tasks.map((task) => makeFamily(kind, task));
}

function makeFamily(kind: FaultKind, task: TaskKind): ProblemFamily {
  const { application, name, description, usersNotice, version, basis } = kind;
  const id = `${application}/${name}-${task}`;
  const choices: Choices =
    task === "detection" ? { ...kind.choices, faulty: { kind: "flag", probability: 0.5 } } : kind.choices;
  const hash = createHash("sha256").update(canonicalJson({ id, version, choices, basis })).digest("hex");
  const key = `${application}/${name}`;
  const draw = (seed: number): Draw => {
    if (!(Number.isSafeInteger(seed) && seed >= 0))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `Family ${id} has no seed ${seed}; expected an integer in [0, 2^53).`,
      );
    return drawChoices(choices, key, seed);
  };
  const idOf = (seed: number, twin = false): string =>
    formatDrawnId({ family: id, digest: hash.slice(0, digestDigits), seed, twin });
  // what environments keep of a problem, such as its page, belongs to the object
  const kept = new Map<string, Problem>();
  const problemOf = (seed: number, twin: boolean): Problem => {
    const problemId = idOf(seed, twin);
    const problem = kept.get(problemId) ?? make(seed, twin);
    kept.delete(problemId);
    kept.set(problemId, problem);
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    return problem;
  };
  const make = (seed: number, twin: boolean): Problem => {
    const drawn = draw(seed);
    const faulty = task !== "detection" || drawn["faulty"] !== twin;
    const { repairs, faults, ...incident } = kind.incident(drawn);
    if (faults.length === 0)
      refuse(kind, `the incident of seed ${seed} has no fault; give it one, healthy twins are made by leaving it out`);
    return defineProblem({
      ...incident,
      id: idOf(seed, twin),
      task,
      evaluator: evaluators[task],
      faults: faulty ? faults : [],
      repairs: task === "mitigation" ? repairs : [],
    });
  };
  return Object.freeze({
    ...{ id, application, kind: name, task, description, choices, usersNotice, hash, draw },
    services: [...new Set([...namesOf(choices["service"]), ...namesOf(choices["services"])])].sort(),
    idOf: (seed: number) => idOf(seed),
    sample: (seed: number) => problemOf(seed, false),
    twin: (seed: number) => {
      if (task === "detection") return problemOf(seed, true);
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `Family ${id} has no healthy twins; only detection asks whether there is a fault. Take ${application}/${name}-detection.`,
      );
    },
  });
}

function refuse({ application, name }: FaultKind, what: string): never {
  throw new GymError("ERR_INVALID_DEFINITION", `Family ${application}/${name}: ${what}.`);
}

/** The problem that a seed draws from a family; the same as {@link ProblemFamily.sample}. */
export function sample(family: ProblemFamily, seed: number): Problem {
  return family.sample(seed);
}
