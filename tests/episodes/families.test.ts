import {
  AIOpsEnv,
  formatTrajectory,
  loadBackend,
  noopPolicy,
  oraclePolicy,
  type Policy,
  type Problem,
  type ProblemFamily,
  playEpisode,
  replay,
  scriptedPolicy,
  shippedFamilies,
} from "aiops-gym";
import { describe, expect, it } from "vitest";
import { sampleEvery } from "../support/long.ts";

const long = sampleEvery === 1;
/** Seeds that nothing was tuned on. */
const seeds = Array.from({ length: long ? 12 : 1 }, (_, index) => 7000 + index);
const timeout = long ? 600_000 : 120_000;
const submit = { name: "submit", arguments: {} };

async function play(problem: Problem, policy: Policy): Promise<{ return: number | null; results: unknown }> {
  await using env = await AIOpsEnv.create();
  return await playEpisode(env, policy, problem.id, { seed: 5 });
}

const ofTask = (task: string): readonly ProblemFamily[] => shippedFamilies.filter((family) => family.task === task);

describe("the oracle", () => {
  it.each(shippedFamilies.map((family) => [family.id, family] as const))(
    "reaches the maximum on draws of %s",
    async (_, family) => {
      for (const seed of seeds) {
        const problem = family.sample(seed);
        const repair = problem.repairs.length === 0 ? 0 : seed % problem.repairs.length;
        const played = await play(problem, oraclePolicy(problem, repair));
        expect(played.return, `${problem.id}: ${JSON.stringify(played.results)}`).toBe(1);
      }
    },
    timeout,
  );
});

describe("a drawn mitigation problem", () => {
  const cheats: Readonly<Record<string, (namespace: string) => readonly string[]>> = {
    "restarting everything": (namespace) => [`kubectl -n ${namespace} rollout restart deployment`],
    "deleting everything": (namespace) => [`kubectl -n ${namespace} delete deployment --all`],
    "scaling everything": (namespace) => [`kubectl -n ${namespace} scale deployment --all --replicas=1`],
  };

  it.each(ofTask("mitigation").map((family) => [family.id, family] as const))(
    "is not solved by doing nothing: %s",
    async (_, family) => {
      for (const seed of seeds) expect((await play(family.sample(seed), noopPolicy())).return, `seed ${seed}`).toBe(0);
    },
    timeout,
  );

  it.each(ofTask("mitigation").map((family, index) => [family.id, family, index] as const))(
    "is not solved by cheating: %s",
    async (_, family, index) => {
      const problem = family.sample(7100 + index);
      const { namespace } = problem.application;
      const names = Object.keys(cheats);
      for (const name of long ? names : [names[index % 2] ?? ""]) {
        // Scaling everything to one repairs what was scaled to nothing, where it had one.
        if (name === "scaling everything" && family.kind === "scale_to_zero") continue;
        const actions = (cheats[name]?.(namespace) ?? []).map((command) => ({
          name: "exec_shell",
          arguments: { command },
        }));
        expect((await play(problem, scriptedPolicy("cheat", [...actions, submit]))).return, name).toBe(0);
      }
    },
    timeout,
  );
});

describe("a drawn detection problem", () => {
  /** What users get from the injection to the page. */
  async function feel(problem: Problem) {
    const { application, secondsToFault, secondsToPage, faults } = problem;
    const backend = await loadBackend("embedded");
    await using running = await backend.open(application, { seed: 6 });
    const { cluster } = running;
    await cluster.clock.sleep(secondsToFault);
    const startUnixMicros = cluster.clock.now();
    for (const fault of faults) await fault.inject({ cluster, application, namespace: application.namespace });
    const seconds = (cluster.clock.now() - startUnixMicros) / 1e6;
    await cluster.clock.sleep(secondsToPage - seconds);
    const stats = await running.workloadStats({ startUnixMicros, endUnixMicros: cluster.clock.now() });
    return { stats, fingerprint: running.fingerprint() };
  }

  it.each(
    ofTask("detection").map((family) => [family.usersNotice ? "feel" : "need not feel", family.id, family] as const),
  )(
    "has a fault that users %s: %s",
    async (_, __, family) => {
      for (const seed of seeds) {
        const [one, other] = [family.sample(seed), family.twin(seed)];
        const [faulty, healthy] = one.faults.length > 0 ? [one, other] : [other, one];
        const [with_, without] = [await feel(faulty), await feel(healthy)];
        expect(with_.fingerprint).not.toBe(without.fingerprint);
        if (!family.usersNotice) continue;
        const felt = with_.stats.some((part, index) => {
          const before = without.stats[index];
          if (before === undefined) return false;
          const failures = part.requests - part.successes - (before.requests - before.successes);
          return failures > 1 || part.p99Micros > 3 * before.p99Micros;
        });
        expect(felt, `${faulty.id}: ${JSON.stringify(with_.stats)}`).toBe(true);
      }
    },
    timeout,
  );

  it.each(ofTask("detection").map((family) => [family.id, family] as const))(
    "begins with the same page, at the same time, with and without a fault: %s",
    async (_, family) => {
      for (const seed of seeds) {
        const pages: string[] = [];
        for (const problem of [family.sample(seed), family.twin(seed)]) {
          await using env = await AIOpsEnv.create();
          const { observation, info } = await env.reset(problem.id, { seed: 3 });
          const { text, briefing, windowStartUnixMicros, timeUnixMicros } = observation;
          expect(timeUnixMicros - windowStartUnixMicros).toBe(
            (problem.application.warmupSeconds + problem.secondsToFault + problem.secondsToPage) * 1e6,
          );
          pages.push(JSON.stringify([text, briefing, windowStartUnixMicros, info]));
        }
        expect(pages[0]).toBe(pages[1]);
      }
    },
    timeout,
  );
});

describe("an episode of a drawn problem", () => {
  it(
    "never names the problem, the family or the kind of fault",
    async () => {
      for (const family of shippedFamilies.filter((_, index) => index % (long ? 1 : 9) === 0)) {
        await using env = await AIOpsEnv.create();
        const problem = family.sample(7300);
        const { observation, info } = await env.reset(problem.id, { seed: 3 });
        const step = await env.step({
          name: "exec_shell",
          arguments: { command: `kubectl get all,events -n ${problem.application.namespace} -o yaml; env` },
        });
        const seen = JSON.stringify([observation.text, observation.briefing, info, step.observation.text, step.info]);
        for (const word of [problem.id, family.id, family.kind, "chaos"]) expect(seen).not.toContain(word);
      }
    },
    timeout,
  );

  it(
    "is played again from its trajectory",
    async () => {
      const problem = ofTask("mitigation")[0]?.sample(7400);
      if (problem === undefined) throw new Error("There is no family of mitigation.");
      await using env = await AIOpsEnv.create();
      await playEpisode(env, oraclePolicy(problem), problem.id, { seed: 3 });
      const text = formatTrajectory(env.trajectory);
      expect(env.trajectory.header.problem).toBe(problem.id);
      expect((await replay(text)).hash).toBe(env.trajectory.end?.hash);
      await expect(replay(text.replace(/@[0-9a-f]{8}#/, "@00000000#"))).rejects.toThrow(
        expect.objectContaining({ code: "ERR_INVALID_TRAJECTORY" }),
      );
    },
    timeout,
  );

  it("goes on from a snapshot", async () => {
    const problem = ofTask("localization")[0]?.sample(7500);
    if (problem === undefined) throw new Error("There is no family of localization.");
    await using env = await AIOpsEnv.create();
    await env.reset(problem.id, { seed: 3 });
    const bytes = await env.snapshot();
    const wait = { name: "wait", arguments: { seconds: 10 } };
    await env.step(wait);
    await using other = await AIOpsEnv.create();
    await other.restore(bytes);
    await other.step(wait);
    expect(await other.stateHash()).toBe(await env.stateHash());
  });
});
