import { hashTable } from "@aiops-gym/telemetry";
import { describe, expect, it } from "vitest";
import {
  AutoresetMode,
  createCatalogue,
  featureLayout,
  hotelReservation,
  type MakeVectorOptions,
  makeFeatureVectorEnv,
  makeVectorEnv,
  problemsInTurn,
  type VectorBatch,
} from "../src/index.ts";

const episodes = [
  "misconfig_app_hotel_res-mitigation-1",
  "noop_detection_hotel_reservation-1",
  "network_delay_hotel_res-localization-1",
];
const inTurn = problemsInTurn(episodes);
const actions = [
  { name: "exec_shell", arguments: { command: "kubectl get pods -A" } },
  { name: "wait", arguments: { seconds: 10 } },
  { name: "submit", arguments: { has_anomaly: "No" } },
];

/** Everything there is in a batch, tables as hashes. */
function digest({ observations, finalObservations, ...rest }: VectorBatch): unknown {
  const described = [...observations, ...finalObservations].map((observation) => {
    if (observation === null) return null;
    const { logs, metrics, traces, events, services, ...plain } = observation;
    return { ...plain, tables: [logs, metrics, traces, events, services].map(hashTable) };
  });
  return JSON.parse(JSON.stringify({ ...rest, described }));
}

async function play(options: Pick<MakeVectorOptions, "numWorkers">): Promise<unknown[]> {
  await using vector = await makeVectorEnv({
    ...options,
    numEnvs: 2,
    // seeds with one warm start, to be quick
    episodes: (draw) => ({ ...inTurn(draw), seed: 4 * (10 + 2 * draw.episode + draw.envId) }),
    env: { maxSteps: 3, rewards: [{ name: "task", weight: 2 }] },
    autoresetMode: AutoresetMode.SAME_STEP,
  });
  const seen = [digest(await vector.reset())];
  for (let step = 0; step < 3; step++) seen.push(digest(await vector.step([actions[step % 2], actions[step]])));
  return seen;
}

describe("makeVectorEnv", () => {
  it("gives the same observations, tables and rewards in worker threads as in this one", async () => {
    const here = await play({});
    expect(await play({ numWorkers: 2 })).toEqual(here);
    expect(here[3]).toMatchObject({
      truncated: [true, false],
      terminated: [false, true],
      rewards: [0, 2],
      began: [true, true],
    });
  }, 180_000);

  it("builds no table that nobody asked for", async () => {
    await using vector = await makeVectorEnv({ numEnvs: 1, numWorkers: 1, episodes, tables: ["services"] });
    const { observations } = await vector.reset();
    expect(observations[0]?.services.numRows).toBeGreaterThan(10);
    expect(() => observations[0]?.logs).toThrow(
      'The observation came from its thread without the table `logs`. Ask for it by the vector\'s option tables: ["logs"].',
    );
  });

  it("says which option does not fit", async () => {
    const options = { numEnvs: 1, episodes };
    await expect(makeVectorEnv({ ...options, env: { maxSteps: 0 } })).rejects.toMatchObject({
      code: "ERR_INVALID_DEFINITION",
      message: expect.stringContaining("at maxSteps"),
    });
    await expect(makeVectorEnv({ ...options, env: { rewards: [{ name: "fame", weight: 1 }] } })).rejects.toThrow(
      'There is no shipped reward component "fame"',
    );
  });
});

describe("makeFeatureVectorEnv", () => {
  it("gives the same features, masks and rewards in worker threads as in this one", async () => {
    const playFeatures = async (numWorkers: number): Promise<unknown[]> => {
      await using vector = await makeFeatureVectorEnv({
        numEnvs: 2,
        numWorkers,
        episodes: (draw) => ({ ...inTurn(draw), seed: 4 * (10 + 2 * draw.episode + draw.envId) }),
        env: { maxSteps: 2 },
      });
      const seen = [await vector.reset()];
      for (let step = 0; step < 3; step++) {
        const [first, second] = seen[step]?.observations ?? [];
        // the first action that is valid, and the last
        seen.push(await vector.step([first?.mask?.indexOf(1) ?? 0, second?.mask?.lastIndexOf(1) ?? 0]));
      }
      return seen.map(({ features, finalFeatures, ...batch }) => ({
        ...batch,
        features: features.map((row) => [...row]),
      }));
    };
    const here = await playFeatures(0);
    expect(await playFeatures(2)).toEqual(here);
    const { size } = createCatalogue(hotelReservation);
    const { length } = featureLayout(hotelReservation.services);
    expect(here[1]).toMatchObject({ features: [{ length: size + length }, { length: size + length }] });
  }, 180_000);
});
