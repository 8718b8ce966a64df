import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RewardComponent, type RewardMemory, type RewardValues, rewardStep } from "../../src/reward.ts";
import { RewardAccount } from "../../src/reward-account.ts";
import { healthShaping } from "../../src/rewards/health-shaping.ts";
import { lookContext, runningWith, statsOf } from "./look-context.ts";

/** Rewards of an episode: its potential at the page and after each step, the task's reward at its end. */
async function rewardsOf(
  components: readonly RewardComponent[],
  page: number,
  steps: readonly number[],
  score: number,
): Promise<number[]> {
  let successes = page;
  const running = runningWith(() => statsOf(100, successes));
  const account = new RewardAccount(components, undefined);
  let memory: RewardMemory = (await account.begin(lookContext({ running }))) ?? {};
  let values: RewardValues = {};
  const rewards: number[] = [];
  for (const [index, now] of steps.entries()) {
    successes = now;
    const ended = index === steps.length - 1;
    const occasion = lookContext({ running, ended });
    const evaluation = ended ? { score, success: score === 1, reason: "", results: {} } : undefined;
    const looks = {
      ...(await account.look(false, occasion, memory, undefined)),
      ...(await account.look(true, { ...occasion, evaluation }, memory, undefined)),
    };
    const step = rewardStep(components, values, looks);
    ({ values, memory } = step);
    rewards.push(step.reward);
  }
  return rewards;
}

const discounted = (rewards: readonly number[], gamma: number): number =>
  rewards.reduceRight((sum, reward) => reward + gamma * sum, 0);

/** Of a difference that is more than what rounding makes. */
const signOf = (difference: number): number => (Math.abs(difference) < 1e-9 ? 0 : Math.sign(difference));

const task: RewardComponent = { name: "task", weight: 1, value: ({ evaluation }) => evaluation?.score ?? 0 };
const share = fc.integer({ min: 0, max: 100 });
const episode = fc.record({
  steps: fc.array(share, { minLength: 1, maxLength: 12 }),
  score: fc.constantFrom(0, 0.5, 1),
});

describe("health shaping", () => {
  it("pays gamma * potential after - potential before, and 0 for the state in which the episode is over", async () => {
    const rewards = await rewardsOf([healthShaping({ gamma: 0.5 })], 40, [80, 100, 100], 1);
    const expected = [0.5 * 0.8 - 0.4, 0.5 * 1 - 0.8, 0.5 * 0 - 1];
    expect(rewards).toEqual(expected.map((reward) => expect.closeTo(reward, 12)));
  });

  it("adds the same to every return from one start: minus the weighted potential at the page", async () => {
    await fc.assert(
      fc.asyncProperty(
        share,
        episode,
        fc.constantFrom(1, 0.99, 0.9, 0.5),
        fc.constantFrom(1, 0.1, 5),
        async (page, { steps, score }, gamma, weight) => {
          const bare = discounted(await rewardsOf([task], page, steps, score), gamma);
          const shaped = await rewardsOf([task, healthShaping({ gamma, weight })], page, steps, score);
          expect(discounted(shaped, gamma)).toBeCloseTo(bare - (weight * page) / 100, 9);
        },
      ),
    );
  });

  it("orders any two episodes from one start as the task does", async () => {
    await fc.assert(
      fc.asyncProperty(share, episode, episode, fc.constantFrom(1, 0.99, 0.9), async (page, one, other, gamma) => {
        const of = async (components: readonly RewardComponent[]): Promise<number> => {
          const first = discounted(await rewardsOf(components, page, one.steps, one.score), gamma);
          return first - discounted(await rewardsOf(components, page, other.steps, other.score), gamma);
        };
        const bare = await of([task]);
        const shaped = await of([task, healthShaping({ gamma })]);
        expect(signOf(shaped)).toBe(signOf(bare));
      }),
    );
  });

  it.each([
    [{ gamma: 0 }, /gamma of reward component "health-shaping"/],
    [{ gamma: 1.1 }, /gamma/],
    [{ windowSeconds: 0 }, /windowSeconds/],
    [{ latencyFactor: -1 }, /latencyFactor/],
  ])("refuses %j", (options, message) => {
    expect(() => healthShaping(options)).toThrow(message);
  });
});
