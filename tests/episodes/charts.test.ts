import { AIOpsEnv, replay } from "aiops-gym";
import { describe, expect, it } from "vitest";

const problem = "wrong_bin_usage-mitigation-1";
const type = (command: string) => ({ name: "exec_shell", arguments: { command } });

describe("an environment that is asked for charts", () => {
  it("lays them into the shell, says so in the trajectory, and replays", async () => {
    await using env = await AIOpsEnv.create({ charts: true });
    await env.reset(problem, { seed: 3 });
    const { observation } = await env.step(
      type("helm template x /opt/charts/hotel-reservation | grep -c '^kind: Deployment'"),
    );
    expect(observation.text).toContain("19");
    const copy = await env.fork();
    expect((await copy.step(type("ls /opt/charts/hotel-reservation"))).observation.text).toContain("values.yaml");
    await copy.close();
    expect(env.trajectory.header.charts).toBe(true);
    expect(await replay(env.trajectory)).toMatchObject({ steps: 1 });
  });

  it("is the only one that has them", async () => {
    await using env = await AIOpsEnv.create();
    await env.reset(problem, { seed: 3 });
    expect((await env.step(type("ls /opt"))).observation.text).toContain("No such file or directory");
    expect(env.trajectory.header.charts).toBeUndefined();
  });
});
