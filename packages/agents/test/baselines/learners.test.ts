import { describe, expect, it } from "vitest";
import {
  type Chance,
  ChoiceInputs,
  createChance,
  type Decision,
  type Learner,
  LinearModel,
  policyGradient,
  qLearning,
} from "../../src/index.ts";

const services = 6;
const rowSize = 2;
/** Fixing each service, and giving up. */
const choices = [
  ...Array.from({ length: services }, (_, row) => ({ group: "fix", row })),
  { group: "give up", row: -1 },
];
const giveUp = services;

/** One service fails: its first feature is high. The second is noise. */
function situation(broken: number, chance: Chance): Decision {
  const features = new Float32Array(1 + services * rowSize);
  features[0] = chance();
  for (let row = 0; row < services; row++) {
    features[1 + row * rowSize] = row === broken ? 0.6 + 0.4 * chance() : 0.3 * chance();
    features[2 + row * rowSize] = chance();
  }
  return { features, mask: new Uint8Array(choices.length).fill(1) };
}

/** Up to three tries; fixing the right one pays 1 and ends the episode, giving up ends it. */
function play(learner: Learner, broken: number, chance: Chance, explore: boolean): number {
  const episode = [];
  let total = 0;
  for (let step = 0; step < 3; step++) {
    const decision = situation(broken, chance);
    const chosen = learner.choose(decision, explore);
    const reward = chosen === broken ? 1 : 0;
    total += reward;
    episode.push({ decision, chosen, reward });
    if (reward === 1 || chosen === giveUp) break;
  }
  if (explore) learner.learn(episode);
  return total;
}

function makeLearner(kind: string, seed: number): Learner {
  const model = new LinearModel(new ChoiceInputs(choices, { globals: 1, rows: services, rowSize }));
  return kind === "q-learning" ? qLearning(model, createChance(seed)) : policyGradient(model, createChance(seed));
}

describe.each(["q-learning", "policy-gradient"])("%s", (kind) => {
  it.each([1, 2, 3])("learns on three services what holds for the three it never saw fail, seed %i", (seed) => {
    const learner = makeLearner(kind, seed);
    const chance = createChance(seed + 100);
    for (let episode = 0; episode < 600; episode++) play(learner, episode % 3, chance, true);
    let solved = 0;
    for (let episode = 0; episode < 100; episode++) solved += play(learner, 3 + (episode % 3), chance, false);
    // one of six by chance
    expect(solved).toBeGreaterThanOrEqual(95);
  });

  it("learns the same from the same seed", () => {
    const learned = [1, 2].map(() => {
      const learner = makeLearner(kind, 7);
      const chance = createChance(8);
      for (let episode = 0; episode < 50; episode++) play(learner, episode % services, chance, true);
      return learner.save();
    });
    expect(learned[0]).toEqual(learned[1]);
  });

  it("takes over what another learned", () => {
    const teacher = makeLearner(kind, 1);
    const chance = createChance(9);
    for (let episode = 0; episode < 300; episode++) play(teacher, episode % services, chance, true);
    const pupil = makeLearner(kind, 2);
    pupil.load(JSON.parse(JSON.stringify(teacher.save())));
    for (let episode = 0; episode < 50; episode++) {
      const decision = situation(episode % services, chance);
      expect(pupil.choose(decision, false)).toBe(teacher.choose(decision, false));
    }
  });

  it.each([true, false])("chooses nothing that is masked (exploring: %s)", (explore) => {
    const learner = makeLearner(kind, 3);
    const chance = createChance(4);
    for (let draw = 0; draw < 200; draw++) {
      const decision = situation(0, chance);
      for (let choice = 0; choice < choices.length; choice++)
        decision.mask[choice] = choice === 4 || choice === 6 ? 1 : 0;
      expect([4, 6]).toContain(learner.choose(decision, explore));
    }
  });

  it("says so when nothing is valid", () => {
    const learner = makeLearner(kind, 3);
    const decision = { ...situation(0, createChance(1)), mask: new Uint8Array(choices.length) };
    expect(() => learner.choose(decision, false)).toThrow("Nothing is valid");
  });
});

describe("inputs of a choice", () => {
  const inputs = new ChoiceInputs(
    [
      { group: "fix", row: 1 },
      { group: "give up", row: -1 },
    ],
    { globals: 1, rows: 2, rowSize: 2 },
  );
  // global 0.5; rows (1, 0) and (3, 8)
  const features = Float32Array.of(0.5, 1, 0, 3, 8);

  it("are a constant, the globals, the greatest and means of the rows, the own row, plain and against the mean, and the callers', all scaled", () => {
    const own = new ChoiceInputs(
      [
        { group: "fix", row: 1, callers: [0] },
        { group: "give up", row: -1 },
      ],
      { globals: 1, rows: 2, rowSize: 1 },
    );
    // globals 0 and 2; greatest 3 and 1; means 2 and 0; all rows together: 1, 3, -1, 1 with mean 1 and spread sqrt(2)
    own.observe(Float32Array.of(0, 1, 3));
    own.observe(Float32Array.of(2, -1, 1));
    const into = new Float64Array(own.size);
    own.fill(Float32Array.of(2, 1, 3), 0, into);
    // global (2 - 1) / 1; greatest (3 - 2) / 1; mean (2 - 1) / 1; own (3 - 1) / sqrt(2), against the mean's (2 - 1) / sqrt(2);
    // its caller's (1 - 1) / sqrt(2)
    const expected = [1, 1, 1, 1, Math.SQRT2, Math.SQRT2 - Math.SQRT1_2, 0];
    expect(into).toHaveLength(expected.length);
    for (const [index, value] of expected.entries()) expect(into[index]).toBeCloseTo(value, 12);
    own.fill(Float32Array.of(2, 1, 3), 1, into);
    expect([...into.slice(4)]).toEqual([0, 0, 0]);
  });

  it("are nothing but the constant while nothing has been seen", () => {
    const into = new Float64Array(inputs.size).fill(9);
    inputs.fill(features, 0, into);
    expect([...into]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("count five spreads at most", () => {
    const own = new ChoiceInputs([{ group: "only", row: -1 }], { globals: 1, rows: 0, rowSize: 0 });
    for (const value of [0, 2]) own.observe(Float32Array.of(value));
    const into = new Float64Array(own.size);
    own.fill(Float32Array.of(100), 0, into);
    expect([...into]).toEqual([1, 5]);
  });

  it("refuse features of another layout", () => {
    expect(() => inputs.fill(new Float32Array(4), 0, new Float64Array(inputs.size))).toThrow("expected 5");
  });

  it("refuse choices about rows that are not there", () => {
    expect(() => new ChoiceInputs([{ group: "fix", row: 2 }], { globals: 0, rows: 2, rowSize: 1 })).toThrow("row 2");
    const strange = [{ group: "fix", row: 0, callers: [-1] }];
    expect(() => new ChoiceInputs(strange, { globals: 0, rows: 2, rowSize: 1 })).toThrow("row -1");
  });
});

describe("the model", () => {
  it("moves each weight by the learning rate over the number of inputs at first, whatever the slope: Adam's first step", () => {
    const inputs = new ChoiceInputs([{ group: "only", row: -1 }], { globals: 1, rows: 0, rowSize: 0 });
    const model = new LinearModel(inputs);
    // mean 1 and spread 1: the input of 3 is 2
    for (const value of [0, 2]) inputs.observe(Float32Array.of(value));
    model.accumulate(Float32Array.of(3), 0, 0.25);
    model.update(0.2);
    // slopes 0.25 and 0.5; mean/sqrt(square) is 1 for both at the first step
    const [bias = 0, weight = 0] = model.save().weights["only"] ?? [];
    expect(bias).toBeCloseTo(0.1, 6);
    expect(weight).toBeCloseTo(0.1, 6);
    expect(model.score(Float32Array.of(3), 0)).toBeCloseTo(0.3, 6);
  });

  it("refuses weights of another view", () => {
    const model = new LinearModel(new ChoiceInputs([{ group: "only", row: -1 }], { globals: 1, rows: 0, rowSize: 0 }));
    expect(() => model.load({ ...model.save(), weights: { only: [1, 2, 3] } })).toThrow("expected 2");
  });
});
