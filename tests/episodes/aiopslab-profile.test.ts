import { AIOpsEnv, oraclePolicy, playEpisode, scriptedPolicy, shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";

const fenced = (call: string): string => `Action:\n\`\`\`\n${call}\n\`\`\``;

async function play(id: string, actions: readonly unknown[], maxSteps = 30) {
  await using env = await AIOpsEnv.create({ compat: "aiopslab", maxSteps });
  return await playEpisode(env, scriptedPolicy("script", actions), id, { seed: 4 });
}

// AIOpsLab's ways at commit ddf7e40, read in its source.
describe('with compat: "aiopslab"', () => {
  it("takes one fenced call a turn, and grades Yes and No", async () => {
    const { results } = await play("pod_failure_hotel_res-detection-1", [fenced('submit("Yes")')]);
    expect(results).toMatchObject({ "Detection Accuracy": "Correct", steps: 1 });
    expect(results).toHaveProperty("TTD");
  });

  it("accepts a submission by keyword, and finds its format invalid", async () => {
    const { results } = await play("pod_failure_hotel_res-detection-1", [fenced('submit(has_anomaly="Yes")')]);
    expect(results).toMatchObject({ "Detection Accuracy": "Invalid Format" });
  });

  it("refuses a fence with a language, and spends the step", async () => {
    await using env = await AIOpsEnv.create({ compat: "aiopslab" });
    await env.reset("noop_detection_hotel_reservation-1", { seed: 4 });
    const step = await env.step('```bash\nsubmit("No")\n```');
    expect([step.terminated, step.observation.ok, step.info.step]).toEqual([false, false, 1]);
  });

  it("gives part of the accuracy to a longer list of components", async () => {
    const { results } = await play("misconfig_app_hotel_res-localization-1", [fenced('submit(["geo", "rate"])')]);
    expect(results).toMatchObject({ "Localization Accuracy": 50, is_subset: true, success: false });
  });

  it("passes a mitigation that deleted what failed: one of its holes", async () => {
    const actions = [
      fenced('exec_shell("kubectl delete deployment geo -n test-hotel-reservation")'),
      fenced("submit()"),
    ];
    expect((await play("revoke_auth_mongodb-mitigation-1", actions)).results).toMatchObject({ success: true });
  });

  it("grades a mitigation that was never submitted: another", async () => {
    const restart = 'exec_shell("kubectl rollout undo deployment/geo -n test-hotel-reservation")';
    const { truncated, results } = await play("misconfig_app_hotel_res-mitigation-1", [fenced(restart)], 2);
    expect([truncated, results?.["success"]]).toEqual([true, true]);
  });

  it("does not pass doing nothing while a pod is in trouble", async () => {
    const { results } = await play("redeploy_without_PV-mitigation-1", [fenced("submit()")]);
    expect(results).toMatchObject({ success: false });
  });

  it("passes the oracle's repair once the pods are well", async () => {
    const problem = shippedProblems.find(({ id }) => id === "wrong_bin_usage-mitigation-1");
    if (problem === undefined) throw new Error("the problem is gone");
    await using env = await AIOpsEnv.create({ compat: "aiopslab" });
    expect((await playEpisode(env, oraclePolicy(problem), problem.id, { seed: 4 })).results).toMatchObject({
      success: true,
    });
  });
});
