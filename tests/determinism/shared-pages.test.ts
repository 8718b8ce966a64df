import { tableToBytes } from "@aiops-gym/telemetry";
import { AIOpsEnv, loadBackend, type ResetResult, replay } from "aiops-gym";
import { describe, expect, it } from "vitest";

const problem = "revoke_auth_mongodb-mitigation-1";
const wait = { name: "wait", arguments: { seconds: 20 } };
const restart = 'restart("geo")';

/** Everything that a policy sees of a reset. */
function seen({ observation }: ResetResult): readonly unknown[] {
  const { logs, metrics, traces, events, services } = observation;
  const tables = [logs, metrics, traces, events, services].map((table) =>
    Buffer.from(tableToBytes(table)).toString("hex"),
  );
  return [observation.text, observation.timeUnixMicros, ...tables];
}

/** An episode's start, and its state after two steps. */
async function play(env: AIOpsEnv, seed: number): Promise<{ start: readonly unknown[]; hash: string }> {
  const start = seen(await env.reset(problem, { seed }));
  await env.step(restart);
  await env.step(wait);
  return { start, hash: await env.stateHash() };
}

describe("an episode whose seed comes again", () => {
  it("is the same each time, though later ones begin from a page that was kept", async () => {
    await using env = await AIOpsEnv.create();
    const first = await play(env, 71);
    for (let again = 0; again < 3; again++) expect(await play(env, 71)).toEqual(first);
    await using other = await AIOpsEnv.create({ maxSteps: 5 });
    expect((await other.reset(problem, { seed: 71 })).info.maxSteps).toBe(5);
    expect(await play(env, 72)).not.toEqual(first);
  }, 60_000);
});

describe("the page of a drawn problem", () => {
  const drawn = "hotel-reservation/revoke_auth-mitigation#31";

  it.each([
    ["a seed that comes again", {}, [5, 5, 5, 5], 2],
    ["seeds that share it", { sharedPages: 1 }, [5, 6, 7, 8], 1],
  ])(
    "is made no more often than a fixed problem's, for %s",
    async (_, options, seeds, times) => {
      const backend = await loadBackend("embedded");
      let opened = 0;
      const cluster: typeof backend = {
        name: backend.name,
        open: (...how) => {
          opened += 1;
          return backend.open(...how);
        },
        restore: (...how) => backend.restore(...how),
      };
      await using env = await AIOpsEnv.create({ cluster, ...options });
      await using other = await AIOpsEnv.create({ cluster, ...options });
      for (const [index, seed] of seeds.entries()) await (index % 2 === 0 ? env : other).reset(drawn, { seed });
      expect(opened).toBe(times);
    },
    60_000,
  );
});

describe("seeds that share pages", () => {
  it("begin alike when they differ by a multiple of their number, and go on with chance of their own", async () => {
    await using env = await AIOpsEnv.create({ sharedPages: 2 });
    const [one, three, two, oneAgain] = [
      await play(env, 1),
      await play(env, 3),
      await play(env, 2),
      await play(env, 1),
    ];
    expect(three.start).toEqual(one.start);
    expect(three.hash).not.toBe(one.hash);
    expect(two.start).not.toEqual(one.start);
    expect(oneAgain).toEqual(one);
  }, 60_000);

  it("can be played again", async () => {
    await using env = await AIOpsEnv.create({ sharedPages: 3 });
    await play(env, 11);
    expect((await replay(env.trajectory)).steps).toBe(2);
    const { sharedPages: _, ...header } = env.trajectory.header;
    await expect(replay({ ...env.trajectory, header })).rejects.toThrow("diverged");
  }, 60_000);

  it("are refused unless their number is one", async () => {
    await expect(AIOpsEnv.create({ sharedPages: 0 })).rejects.toThrow("sharedPages is 0; expected a positive integer.");
  });
});
