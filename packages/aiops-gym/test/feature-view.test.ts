import {
  AIOpsEnv,
  checkEnv,
  contains,
  createCatalogue,
  createRandomStream,
  DiscreteActions,
  FeatureView,
  type Observation,
  sampleSpace,
  shippedProblems,
  whyNot,
} from "aiops-gym";
import { describe, expect, it } from "vitest";

const application = shippedProblems[0]?.application;
if (application === undefined) throw new Error("no problem is shipped");
const catalogue = createCatalogue(application);

async function viewOf(): Promise<FeatureView<number>> {
  return new FeatureView(new DiscreteActions(await AIOpsEnv.create(), catalogue));
}

/** Every so many problems, so that all kinds of tasks and many faults are among them. */
const every = 7;
const ids = shippedProblems.filter((_, index) => index % every === 0).map(({ id }) => id);

describe("the feature view", () => {
  it("keeps the rules of environments", async () => {
    await using env = await viewOf();
    await checkEnv(env, { problemId: "misconfig_app_hotel_res-mitigation-1", seed: 21, malformed: [] });
  }, 300_000);

  it.each(ids)("of %s is finite and within its bounds under random actions", async (id) => {
    await using env = await viewOf();
    const { observation } = await env.reset(id, { seed: 11 });
    expect(whyNot(env.observationSpace, observation)).toBe(null);
    const stream = createRandomStream(11, id);
    let { mask = null } = observation;
    for (let step = 0; step < 4; step++) {
      const action = sampleSpace(env.actionSpace, stream, mask) as number;
      const result = await env.step(action);
      expect(whyNot(env.observationSpace, result.observation)).toBe(null);
      if (result.terminated) break;
      mask = result.observation.mask ?? null;
    }
  });

  it("is the same of a fork, and after a snapshot was restored", async () => {
    await using env = await viewOf();
    await env.reset("misconfig_app_hotel_res-mitigation-1", { seed: 2 });
    const wait = catalogue.entries.findIndex(({ kind }) => kind === "wait");
    await env.step(wait);
    await using fork = await env.fork();
    const bytes = await env.snapshot();
    expect(await fork.stateHash()).toBe(await env.stateHash());
    await using restored = await viewOf();
    await restored.restore(bytes);
    const { observation } = await env.step(wait);
    expect((await fork.step(wait)).observation).toEqual(observation);
    expect((await restored.step(wait)).observation).toEqual(observation);
  });

  it("shows what the tables of the observation show, and no more", async () => {
    await using env = await AIOpsEnv.create();
    const first = await env.reset("misconfig_app_hotel_res-mitigation-1", { seed: 3 });
    const step = await env.step({ name: "restart", arguments: { service: "geo" } });
    await using view = new FeatureView(await AIOpsEnv.create());
    await view.reset("misconfig_app_hotel_res-mitigation-1", { seed: 3 });
    const { layout } = view;
    const fill = (observation: Observation, info: (typeof first)["info"]): Float32Array => {
      const into = new Float32Array(layout.length);
      layout.fill({ observation, info, pagedAtUnixMicros: first.observation.timeUnixMicros }, into);
      return into;
    };
    for (const { observation, info } of [first, step]) {
      // a copy has tables only
      expect(fill({ ...observation }, info)).toEqual(fill(observation, info));
    }
    expect(fill(step.observation, step.info)).toEqual(
      (await view.step({ name: "restart", arguments: { service: "geo" } })).observation.features,
    );
  });

  it("is written where the caller wants it", async () => {
    await using env = await viewOf();
    await env.reset("noop_detection_hotel_reservation-1", { seed: 1 });
    const { layout } = env;
    const into = new Float32Array(new SharedArrayBuffer(layout.length * Float32Array.BYTES_PER_ELEMENT));
    await using shared = new FeatureView(await AIOpsEnv.create(), { layout, into });
    const { observation } = await shared.reset("noop_detection_hotel_reservation-1", { seed: 1 });
    expect(observation.features).toBe(into);
    expect(into[layout.indexOf("user_success") ?? -1]).toBeGreaterThan(0.99);
    expect(contains(layout.space, into)).toBe(true);
    const inner = await AIOpsEnv.create();
    expect(() => new FeatureView(inner, { layout, into: new Float32Array(3) })).toThrow(/3 numbers; expected/);
  });
});
