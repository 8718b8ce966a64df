/**
 * Learning: trains two small policies on draws of the training split, measures them on faults of services that never failed in
 * training, beside policies that do not learn, and plots how they learned.
 *
 *     node --conditions=@source examples/learn/learn.ts --task detection --plot learning-detection.svg
 *     node --conditions=@source examples/learn/learn.ts --task mitigation --plot learning-mitigation.svg
 *
 * Choose settings with `--split validation`, or the test is no test any more.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import {
  type ChosenEpisode,
  createChance,
  type Decision,
  idleChoices,
  randomChoices,
  splitSource,
  splitsHash,
  trainLearner,
} from "aiops-gym";
import { measureAll } from "./measure-all.ts";
import { measureExpert } from "./measure-expert.ts";
import { type Curve, plotCurves } from "./plot-curves.ts";
import { setUp, taskNames, tasks } from "./tasks.ts";

const { values } = parseArgs({
  options: {
    task: { type: "string", default: "detection" },
    seed: { type: "string", default: "1" },
    /** CPU seconds to train each learner; both together take two minutes. */
    "cpu-seconds": { type: "string", default: "55" },
    episodes: { type: "string", default: "100000" },
    /** Which of them. */
    learners: { type: "string", default: "policy-gradient,q-learning" },
    /** What they are measured on, and episodes of it. */
    split: { type: "string", default: "test-services" },
    test: { type: "string", default: "100" },
    plot: { type: "string" },
  },
});
const name = taskNames.find((one) => one === values.task);
if (name === undefined) throw new Error(`--task is ${values.task}; expected ${taskNames.join(" or ")}.`);
const task = tasks[name];
const seed = Number(values.seed);
const testEpisodes = Number(values.test);
const window = 25;

const { env, numberOf, learners } = await setUp(name, seed);
const wanted = values.learners.split(",");
const training = splitSource("train", { tasks: [name], seed });
const test = splitSource(values.split, { tasks: [name] });
console.log(`Splits ${splitsHash.slice(0, 12)}; ${name}; measured on ${values.split}.\n`);

const curves: Curve[] = [];
const trained = learners.filter((one) => wanted.includes(one.name));
for (const learner of trained) {
  const played: ChosenEpisode[] = [];
  const points: [number, number][] = [];
  const budget = { episodes: Number(values.episodes), cpuSeconds: Number(values["cpu-seconds"]) };
  for await (const episode of trainLearner(env, learner, training, budget)) {
    played.push(episode);
    const recent = played.slice(-window);
    const solved = recent.filter(({ score }) => score === 1).length / recent.length;
    if (played.length >= window) points.push([played.length, solved]);
    if (played.length % 50 === 0)
      console.log(
        `${learner.name.padEnd(16)} episode ${String(played.length).padStart(4)}, ${episode.cpuSeconds.toFixed(0).padStart(3)} s of CPU: solved ${percent(solved)} of the last ${window}`,
      );
  }
  curves.push({ name: learner.name, points });
}
console.log(`\nMeasuring ${testEpisodes} episodes with each policy ...`);
const measured = await measureAll(
  env,
  {
    ...Object.fromEntries(
      trained.map((learner) => [learner.name, (decision: Decision) => learner.choose(decision, false)]),
    ),
    random: randomChoices(createChance(seed)),
    "do nothing": idleChoices(task.idle.map(numberOf)),
    ...Object.fromEntries(Object.entries(task.constant).map(([label, id]) => [label, idleChoices([numberOf(id)])])),
  },
  test,
  testEpisodes,
);
const rows = [...measured, await measureExpert(test, testEpisodes)];
await env.close();

console.log("\npolicy              solved   steps");
for (const { policy, solved, meanSteps } of rows)
  console.log(`${policy.padEnd(18)} ${percent(solved)}   ${meanSteps.toFixed(1).padStart(5)}`);
if (values.plot !== undefined) {
  const lines = rows.filter(({ policy }) => !curves.some((curve) => curve.name === policy));
  const reference = lines.map(({ policy, solved }) => ({ name: `${policy} (test)`, value: solved }));
  await writeFile(
    values.plot,
    plotCurves(`${name}: solved in training, the last ${window} episodes`, curves, reference),
  );
  console.log(`\nThe learning curves are in ${values.plot}.`);
}
console.log(JSON.stringify(Object.fromEntries(rows.map(({ policy, solved }) => [policy, solved]))));

function percent(share: number): string {
  return `${(share * 100).toFixed(0).padStart(3)} %`;
}
