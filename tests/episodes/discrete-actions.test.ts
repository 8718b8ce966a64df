import {
  AIOpsEnv,
  checkEnv,
  createCatalogue,
  createRandomStream,
  DiscreteActions,
  hotelReservation,
  sampleSpace,
  shippedProblems,
} from "aiops-gym";
import { describe, expect, it } from "vitest";

const id = "redeploy_without_PV-localization-1";
const application = hotelReservation;
const catalogue = createCatalogue(application);

async function begin(problem = id, options = {}) {
  const env = new DiscreteActions(await AIOpsEnv.create(), catalogue, options);
  const { info } = await env.reset(problem, { seed: 2 });
  return { env, info };
}

function numberOf(entry: string): number {
  const index = catalogue.indexOf(entry);
  if (index === undefined) throw new Error(`no entry ${entry}`);
  return index;
}

describe("DiscreteActions", () => {
  it("keeps the rules of environments", async () => {
    const env = new DiscreteActions(await AIOpsEnv.create({ maxSteps: 8 }), catalogue);
    const ids = ["get_logs geo", "mark geo", "submit Yes", "scale geo 2x", "mark rate", "restore_service frontend"];
    const problem = shippedProblems.find((one) => one.id === id);
    if (problem === undefined) throw new Error("the problem is gone");
    const report = await checkEnv(env, {
      problem,
      actions: ids.map(numberOf),
      submission: numberOf("submit frontend"),
      malformed: [],
      throws: false,
    });
    expect(report.failed).toEqual([]);
  }, 240_000);

  it.each([-1, 414, 0.5, Number.NaN])("refuses %s, spending no step", async (index) => {
    const { env } = await begin();
    await expect(env.step(index)).rejects.toMatchObject({
      code: "ERR_INVALID_ACTION",
      message: `The action is ${index}; expected an integer in [0, 414), the number of an entry of the catalogue.`,
    });
    expect((await env.step(0)).info.step).toBe(1);
  });

  it("lets a step pass instead of a masked choice, and says why", async () => {
    const { env, info } = await begin();
    const index = numberOf("submit Yes");
    expect(info.actionMask?.[index]).toBe(0);
    const step = await env.step(index);
    expect(step.info.notice).toBe(
      `Entry ${index} (submit Yes) is not valid now: it belongs to detection, and the task is localization. Nothing was done, and the step is spent.`,
    );
    expect([step.terminated, step.reward, step.info.step]).toEqual([false, 0, 1]);
    expect(env.trajectory.steps[0]?.action).toEqual({ name: "wait", arguments: { seconds: 1 } });
  });

  it("throws at a masked choice where it was told to, and nothing has happened", async () => {
    const { env } = await begin(id, { onMasked: "throw" });
    const before = await env.stateHash();
    await expect(env.step(numberOf("cordon 3"))).rejects.toMatchObject({
      code: "ERR_INVALID_ACTION",
      message: /there are 1 nodes. Choose one/,
    });
    expect(await env.stateHash()).toBe(before);
  });

  it("follows what is there", async () => {
    const { env } = await begin("misconfig_app_hotel_res-mitigation-1");
    const restart = numberOf("restart geo");
    expect((await env.actionMask())[restart]).toBe(1);
    const command = "kubectl -n test-hotel-reservation delete deployment geo";
    await env.unwrapped.step({ name: "exec_shell", arguments: { command } });
    await env.step(0);
    expect((await env.actionMask())[restart]).toBe(0);
    const { info } = await env.step(numberOf("restore_service geo"));
    expect(info.actionMask?.[restart]).toBe(1);
  });

  it("has a space whose samples under the mask all are valid", async () => {
    const { env, info } = await begin();
    expect(env.actionSpace).toEqual({ type: "Discrete", n: 414, start: 0 });
    const stream = createRandomStream(5);
    let mask = info.actionMask;
    for (let step = 0; step < 12; step++) {
      const result = await env.step(sampleSpace(env.actionSpace, stream, mask ?? null));
      expect(result.info.notice).toBeUndefined();
      if (result.terminated) return;
      mask = result.info.actionMask;
    }
  });

  it("names the marked services first, and each once", async () => {
    const { env } = await begin();
    await env.step(numberOf("mark mongodb-user"));
    await env.step(numberOf("mark geo"));
    expect(env.marked).toEqual(["mongodb-user", "geo"]);
    const step = await env.step(numberOf("submit geo"));
    expect(step.terminated).toBe(true);
    expect(env.trajectory.steps.at(-1)?.action).toEqual({
      name: "submit",
      arguments: { faulty_components: ["mongodb-user", "geo"] },
    });
  });

  it("keeps what is marked in forks and snapshots, and drops it at reset", async () => {
    const { env } = await begin();
    await env.step(numberOf("mark geo"));
    const fork = await env.fork();
    const bytes = await env.snapshot();
    const other = new DiscreteActions(await AIOpsEnv.create(), catalogue);
    await other.restore(bytes);
    for (const copy of [fork, other]) {
      expect(copy.marked).toEqual(["geo"]);
      expect(await copy.stateHash()).toBe(await env.stateHash());
    }
    const steps = await Promise.all([env, fork, other].map((one) => one.step(numberOf("mark rate"))));
    expect(new Set(steps.map(({ info }) => info.actionMask?.join(""))).size).toBe(1);
    const { info } = await env.reset(id, { seed: 2 });
    expect([env.marked, info.actionMask?.[numberOf("mark geo")]]).toEqual([[], 1]);
  });

  it("keeps what is marked when a reset is refused, since the episode goes on", async () => {
    const { env } = await begin();
    await env.step(numberOf("mark geo"));
    await expect(env.reset("no such problem")).rejects.toMatchObject({ code: "ERR_UNKNOWN_PROBLEM" });
    await env.step(numberOf("submit rate"));
    expect(env.trajectory.steps.at(-1)?.action).toEqual({
      name: "submit",
      arguments: { faulty_components: ["geo", "rate"] },
    });
  });

  it("refuses snapshots of another catalogue or of no wrapper, and goes on as before", async () => {
    const { env } = await begin();
    const before = await env.stateHash();
    const small = new DiscreteActions(
      await AIOpsEnv.create(),
      createCatalogue(application, { kinds: ["wait", "submit"] }),
    );
    await small.reset(id, { seed: 2 });
    const others = [await small.snapshot(), await env.unwrapped.snapshot(), new Uint8Array(7)];
    for (const bytes of others)
      await expect(env.restore(bytes)).rejects.toMatchObject({ code: "ERR_INVALID_SNAPSHOT" });
    expect(await env.stateHash()).toBe(before);
  });

  it("allows AIOpsLab's actions only in its profile", async () => {
    const env = new DiscreteActions(await AIOpsEnv.create({ compat: "aiopslab" }), catalogue);
    const { info } = await env.reset(id, { seed: 2 });
    const valid = catalogue.entries.filter(({ index }) => info.actionMask?.[index] === 1).map(({ kind }) => kind);
    expect([...new Set(valid)]).toEqual(["get_logs", "submit"]);
  });

  it("leaves out the mask where it was told to", async () => {
    const { env, info } = await begin(id, { maskInInfo: false });
    expect(info).not.toHaveProperty("actionMask");
    expect((await env.step(0)).info).not.toHaveProperty("actionMask");
  });

  it("refuses an episode in which its catalogue has no answer", async () => {
    const small = createCatalogue(application, { tasks: ["detection"], kinds: ["submit"] });
    const env = new DiscreteActions(await AIOpsEnv.create(), small);
    await expect(env.reset(id)).rejects.toMatchObject({
      code: "ERR_INVALID_DEFINITION",
      message: /task is localization, and the catalogue is for detection/,
    });
  });

  it("refuses an application whose numbers mean other actions", async () => {
    const fewer = { ...application, services: application.services.slice(1) };
    const env = new DiscreteActions(await AIOpsEnv.create(), createCatalogue(fewer));
    await expect(env.reset(id)).rejects.toMatchObject({ code: "ERR_INVALID_DEFINITION", message: /another catalogue/ });
  });
});
