/**
 * Plays the attacker: an episode, and a shell in it.
 * @module
 */
import { AIOpsEnv, type Observation, shippedProblems } from "aiops-gym";

/** An episode whose policy does nothing but run commands. */
export interface Attacker extends AsyncDisposable {
  readonly env: AIOpsEnv;
  /** What the first observation said. */
  readonly page: string;
  /** Runs a command; answers all that the policy sees of it. */
  run(command: string, timeout?: number): Promise<string>;
}

/** Begins an episode of a problem. */
export async function attack(problemId: string, seed = 17): Promise<Attacker> {
  const env = await AIOpsEnv.create({ maxSteps: 400 });
  const { observation } = await env.reset(problemId, { seed });
  return attackerOf(env, observation);
}

/** The attacker of an environment that runs already. */
export function attackerOf(env: AIOpsEnv, observation?: Observation): Attacker {
  return {
    env,
    page: observation?.text ?? "",
    async run(command, timeout = 30) {
      const step = await env.step({ name: "exec_shell", arguments: { command, timeout } });
      if (step.aborted !== null) throw new Error(`the episode was aborted by ${command}`);
      return `${step.observation.text}\n${JSON.stringify(step.info)}`;
    },
    [Symbol.asyncDispose]: () => env[Symbol.asyncDispose](),
  };
}

/** One problem of each fault, the first of its tasks. */
export const oneOfEachFault = [
  ...new Map(
    shippedProblems.toReversed().map((problem) => [problem.faults.map(({ name }) => name).join(), problem]),
  ).values(),
];
