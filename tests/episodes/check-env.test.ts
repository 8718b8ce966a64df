import {
  AIOpsEnv,
  checkEnv,
  createCatalogue,
  DiscreteActions,
  FeatureView,
  hotelReservation,
  RecordEpisodeStatistics,
  shippedFamilies,
  shippedProblems,
  TextView,
} from "aiops-gym";
import { describe, expect, it } from "vitest";
import { long, sample } from "../support/long.ts";

/** Of families: a draw of a detection family and its twin, one of which is healthy, and a draw of every family in the long run. */
const [detection] = shippedFamilies.filter(({ task }) => task === "detection");
const drawn = [
  ...(detection === undefined ? [] : [detection.sample(7001), detection.twin(7001)]),
  ...(long ? shippedFamilies.map((family) => family.sample(7002)) : []),
];

describe("the embedded environment", () => {
  // other problems than those that the suites of determinism, snapshots and leaks sample
  for (const problem of sample(shippedProblems, 3)) {
    it(`keeps every rule of checkEnv: ${problem.id}`, async () => {
      await using env = await AIOpsEnv.create({ maxSteps: 8 });
      const { failed, skipped } = await checkEnv(env, { problem, seed: 29, throws: false });
      expect(failed.map(({ message }) => message)).toEqual([]);
      expect(skipped).toEqual([]);
    }, 240_000);
  }

  it("holds a trajectory of the drawn problem that was asked for without its digest", async () => {
    await using env = await AIOpsEnv.create({ maxSteps: 3 });
    const { passed } = await checkEnv(env, {
      problemId: "hotel-reservation/scale_to_zero-detection#7001",
      rules: ["trajectory", "no-leak"],
    });
    expect(passed).toEqual(expect.arrayContaining(["trajectory", "no-leak"]));
  }, 240_000);

  it("keeps every rule of checkEnv in the feature view, by numbers", async () => {
    const catalogue = createCatalogue(hotelReservation);
    const numbers = catalogue.entries.filter(({ id }) => ["wait 10", "get_logs geo", "restart rate"].includes(id));
    const problem = shippedProblems.find(({ id }) => id === "pod_failure_hotel_res-detection-1");
    if (problem === undefined) throw new Error("the problem is gone");
    await using env = await AIOpsEnv.create({ maxSteps: 6 });
    const viewed = new RecordEpisodeStatistics(new FeatureView(new DiscreteActions(env, catalogue)));
    const { failed, skipped } = await checkEnv(viewed, {
      problem,
      actions: numbers.map(({ index }) => index),
      submission: catalogue.indexOf("submit Yes"),
      throws: false,
    });
    expect(failed.map(({ message }) => message)).toEqual([]);
    expect(skipped.map(({ rule }) => rule)).toEqual(["tables", "windows"]);
  }, 240_000);

  for (const problem of drawn) {
    it(`keeps every rule of checkEnv in the text view: ${problem.id}`, async () => {
      await using env = await AIOpsEnv.create({ maxSteps: 6 });
      const { failed } = await checkEnv(new TextView(env), { problem, seed: 29, throws: false });
      expect(failed.map(({ message }) => message)).toEqual([]);
    }, 240_000);
  }
});
