import {
  AIOpsEnv,
  checkEnv,
  createCatalogue,
  DiscreteActions,
  FeatureView,
  hotelReservation,
  RecordEpisodeStatistics,
  shippedProblems,
} from "aiops-gym";
import { describe, expect, it } from "vitest";
import { sample } from "../support/long.ts";

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
});
