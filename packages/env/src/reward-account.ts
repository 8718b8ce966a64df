/**
 * How an episode keeps its rewards: which copies of itself the components need, and when they look.
 * @module
 */
import type { RunningApplication } from "@aiops-gym/application";
import { GymError, microsPerSecond } from "@aiops-gym/cluster";
import type {
  RewardComponent,
  RewardContext,
  RewardLook,
  RewardLooks,
  RewardMemory,
  RewardNeed,
  RewardOccasion,
} from "./reward.ts";

/** The components of one episode, and its twin if one of them needs it. */
export class RewardAccount {
  readonly #components: readonly RewardComponent[];
  readonly #twin: RunningApplication | undefined;

  /** @param twin - As it goes on from a snapshot. */
  constructor(components: readonly RewardComponent[], twin: RunningApplication | undefined) {
    this.#components = components;
    this.#twin = twin;
  }

  /**
   * Opens an account at the page.
   *
   * @throws GymError `ERR_NOT_CAPABLE` naming the components, where they need copies and the cluster cannot be copied.
   */
  static open(components: readonly RewardComponent[], running: RunningApplication): RewardAccount {
    const { cluster } = running;
    const copying = components.filter(({ needs = [] }) => needs.length > 0);
    if (copying.length > 0 && !cluster.capabilities.fork) {
      const names = copying.map(({ name }) => `"${name}"`).join(", ");
      throw new GymError(
        "ERR_NOT_CAPABLE",
        `Rewards compare with a copy of the cluster (${names}), and cluster ${cluster.name} cannot be copied. Leave them out of \`rewards\`, or use the embedded cluster.`,
      );
    }
    return new RewardAccount(components, isNeeded(components, "twin") ? running.fork() : undefined);
  }

  /** What components keep at the page; undefined when nothing is kept. */
  async begin(occasion: RewardOccasion): Promise<RewardMemory | undefined> {
    const memory: Record<string, unknown> = {};
    for (const component of this.#components) {
      const kept = await component.begin?.({
        ...occasion,
        twin: this.#twin,
        before: undefined,
        memory: undefined,
      });
      if (kept !== undefined) memory[component.name] = kept;
    }
    return Object.keys(memory).length === 0 ? undefined : memory;
  }

  /** A copy to compare a step with, if a component needs one. */
  copyBefore(running: RunningApplication): RunningApplication | undefined {
    return isNeeded(this.#components, "before") ? running.fork() : undefined;
  }

  /**
   * Lets components look at a step, in their order; the twin is brought to the end of the step's window first.
   *
   * @param graded - Which components: those that look before the grader lets time pass, or the others.
   * @param before - The copy from before the step.
   * @throws GymError `ERR_INVALID_DEFINITION` when a component's value is no number.
   */
  async look(
    graded: boolean,
    occasion: RewardOccasion,
    memory: RewardMemory,
    before: RunningApplication | undefined,
  ): Promise<RewardLooks> {
    const looks: Record<string, RewardLook> = {};
    for (const component of this.#components) {
      const { name, needs = [], beforeGrading = false } = component;
      if (beforeGrading === graded) continue;
      const twin = needs.includes("twin") ? await this.#twinAt(occasion) : undefined;
      const own = needs.includes("before") ? before?.fork() : undefined;
      try {
        const context: RewardContext = { ...occasion, twin, before: own, memory: memory[name] };
        const said = component.value(context);
        looks[name] = readLook(component, said instanceof Promise ? await said : said, memory[name]);
      } finally {
        await own?.[Symbol.asyncDispose]();
      }
    }
    return looks;
  }

  fork(): RewardAccount {
    return this.#twin === undefined ? this : new RewardAccount(this.#components, this.#twin.fork());
  }

  /** The twin as bytes, if there is one. */
  snapshot(): Uint8Array | undefined {
    return this.#twin?.snapshot();
  }

  /** SHA-256 (hex) of the twin; empty without one. */
  stateHash(): string {
    return this.#twin?.stateHash() ?? "";
  }

  async close(): Promise<void> {
    await this.#twin?.[Symbol.asyncDispose]();
  }

  async #twinAt({ window }: RewardOccasion): Promise<RunningApplication | undefined> {
    const twin = this.#twin;
    if (twin === undefined) return undefined;
    const { clock } = twin.cluster;
    const behind = (window.endUnixMicros - clock.now()) / microsPerSecond;
    if (behind > 0) await clock.sleep(behind);
    return twin;
  }
}

function isNeeded(components: readonly RewardComponent[], need: RewardNeed): boolean {
  return components.some(({ needs }) => needs?.includes(need));
}

/** What was kept stays until the component says otherwise. */
function readLook({ name, weight }: RewardComponent, said: number | RewardLook | undefined, kept: unknown): RewardLook {
  const look = typeof said === "number" ? { value: said } : said;
  if (look !== undefined && Number.isFinite(look.value) && Number.isFinite(weight * look.value))
    return look.memory === undefined ? { ...look, memory: kept } : look;
  throw new GymError(
    "ERR_INVALID_DEFINITION",
    `Reward component "${name}" with the weight ${weight} has the value ${look?.value}; expected a finite number.`,
  );
}
