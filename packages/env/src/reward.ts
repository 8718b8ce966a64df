/**
 * The reward as named components. Each component has a value that starts at 0 and is looked at after every step;
 * a step's reward is the weighted sum of the changes, so that an episode's rewards sum to the final values.
 * @module
 */
import type { RunningApplication } from "@aiops-gym/application";
import { GymError, type TelemetryWindow, type UnixMicros } from "@aiops-gym/cluster";
import type { Baseline, Evaluation } from "@aiops-gym/problems";

/** What a component may look at. Nothing in it is a secret from the trainer; the policy never sees it. */
export interface RewardContext {
  /** Present once the episode has been graded. */
  readonly evaluation: Evaluation | undefined;
  /** This step is the last: a submission, or no steps are left. */
  readonly ended: boolean;
  /** From the end of the last step (or the page) to the end of this one; what passes while the grader watches is not in it. */
  readonly window: TelemetryWindow;
  readonly pagedAt: UnixMicros;
  /** What the application was like before the fault. */
  readonly baseline: Baseline;
  /** What the policy did in this step, and what it was told; undefined at the page. */
  readonly exchange: { readonly action: unknown; readonly reply: string } | undefined;
  /** The episode's application. Look, do not touch. */
  readonly running: RunningApplication;
  /** A copy taken at the page in which nobody acts, at the end of {@link RewardContext.window}; only for components that need it. */
  readonly twin: RunningApplication | undefined;
  /** A copy taken before this step, at the start of the window, the component's own; only for components that need it. */
  readonly before: RunningApplication | undefined;
  /** What the component kept at its last look. */
  readonly memory: unknown;
}

/** What an episode knows about a step; copies and memories are added for each component. */
export type RewardOccasion = Omit<RewardContext, "twin" | "before" | "memory">;

/** What a component says: its value, and what it wants to find in {@link RewardContext.memory} next time. */
export interface RewardLook {
  readonly value: number;
  /** Plain JSON data, not changed afterwards: it is part of the episode's state, which is copied and written down. Left out: as it was. */
  readonly memory?: unknown;
}

/** Copies of the episode that a component may need. */
export type RewardNeed = "twin" | "before";

/** One component of the reward. */
export interface RewardComponent {
  /** Unique within an environment. */
  readonly name: string;
  /** Its value is multiplied by it. */
  readonly weight: number;
  /** Bounds of its weighted change in one step. With bounds, the rewards sum to what was paid, not to the final value. */
  readonly clip?: readonly [least: number, most: number] | undefined;
  /** What else shaped it: plain data, written to the trajectory's header beside name and weight. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** Copies that it looks at; they need a cluster that can be forked. */
  readonly needs?: readonly RewardNeed[];
  /** Looks before the grader lets time pass, at the system as the policy left it. It sees no evaluation then. */
  readonly beforeGrading?: boolean;
  /** Looks at the page; the value is 0 then, only what is to be kept counts. */
  begin?(context: RewardContext): unknown | Promise<unknown>;
  /** Its value now; 0 at the start of an episode. */
  value(context: RewardContext): number | RewardLook | Promise<number | RewardLook>;
}

/** The task's evaluator: its score, once the episode is graded. The default, and alone by default. */
export const taskReward: RewardComponent = Object.freeze({
  name: "task",
  weight: 1,
  value: ({ evaluation }: RewardContext): number => evaluation?.score ?? 0,
});

/** Values of all components at one moment, by name, weighted: plain data of an episode. */
export type RewardValues = Readonly<Record<string, number>>;
/** What components keep, by name: plain data of an episode. */
export type RewardMemory = Readonly<Record<string, unknown>>;
/** What components said, by name. */
export type RewardLooks = Readonly<Record<string, RewardLook>>;

/** A step's reward. */
export interface StepReward {
  /** Sum of the components' changes. */
  readonly reward: number;
  /** Weighted (and clipped) change of each component in this step. */
  readonly components: Readonly<Record<string, number>>;
  readonly values: RewardValues;
  readonly memory: RewardMemory;
}

/** Takes the differences to the values before. */
export function rewardStep(
  components: readonly RewardComponent[],
  before: RewardValues,
  looks: RewardLooks,
): StepReward {
  const deltas: Record<string, number> = {};
  const values: Record<string, number> = {};
  const memory: Record<string, unknown> = {};
  let reward = 0;
  for (const { name, weight, clip } of components) {
    const look = looks[name];
    const last = before[name] ?? 0;
    // 0 is added so that nothing is -0, which JSON cannot tell from 0.
    const value = look === undefined ? last : weight * look.value + 0;
    const change = value - last;
    const delta = clip === undefined ? change : Math.min(Math.max(change, clip[0]), clip[1]);
    values[name] = value;
    deltas[name] = delta;
    if (look?.memory !== undefined) memory[name] = look.memory;
    reward += delta;
  }
  return { reward, components: deltas, values, memory };
}

/**
 * Checks an environment's components.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` for what is no list of components, a name that is taken or cannot be one, a weight that is no
 *   number, bounds that nothing lies within.
 */
export function checkRewards(components: readonly RewardComponent[]): void {
  const refuse = (what: string): never => {
    throw new GymError("ERR_INVALID_DEFINITION", what);
  };
  if (!Array.isArray(components))
    refuse("`rewards` is no list; expected one of components, such as [taskReward, healthShaping()].");
  const names = new Set<string>();
  for (const component of components) {
    if (typeof component !== "object" || component === null || typeof component.value !== "function")
      refuse(
        `\`rewards\` holds ${describe(component)}, which is no component; expected an object with name, weight and value. Call those that take options: healthShaping().`,
      );
    const { name, weight, clip } = component;
    // Every object has a "constructor": as a name it would be found before it was written.
    if (typeof name !== "string" || name === "" || name in {})
      refuse(`The name of a reward component is ${JSON.stringify(name)}; expected another text.`);
    if (names.has(name))
      refuse(`There are two reward components named "${name}"; names are unique. Rename one, or leave it out.`);
    if (!Number.isFinite(weight)) refuse(`The weight of reward component "${name}" is ${weight}; expected a number.`);
    if (clip !== undefined && !(clip[0] <= clip[1] && clip[0] < Infinity && clip[1] > -Infinity))
      refuse(
        `Reward component "${name}" is clipped to ${Array.isArray(clip) ? `[${clip.join(", ")}]` : clip}; expected two bounds, the smaller one first.`,
      );
    names.add(name);
  }
}

function describe(value: unknown): string {
  return typeof value === "function" ? `the function ${value.name}` : (JSON.stringify(value) ?? String(value));
}
