import {
  AIOpsEnv,
  createCatalogue,
  DiscreteActions,
  hotelReservation,
  type Problem,
  shippedFamilies,
  shippedProblems,
} from "aiops-gym";
import { describe, expect, it } from "vitest";
import { sample, sampleEvery } from "../support/long.ts";

interface Parameters {
  readonly service: string;
  readonly store: string;
  readonly client: string;
  readonly stores: readonly string[];
}

const volumeOf = (store: string): string => `recreate_volume ${store.replace("mongodb-", "")}-pv`;

/** Entries that repair what a fault did, by the fault's name. */
const repairs: Readonly<Record<string, (parameters: Parameters) => readonly string[]>> = {
  revoke_auth: ({ store, client }) => [`grant_role ${store} admin`, `restart ${client}`],
  storage_user_unregistered: ({ store, client }) => [`create_user ${store} admin`, `delete_pods ${client}`],
  misconfig_app: ({ service }) => [`set_image ${service} hotel-reserv-${service}`],
  wrong_bin_usage: ({ service }) => [`restore_service ${service}`],
  redeploy_without_pv: ({ stores }) => stores.map(volumeOf),
  scale_pods_to_zero: ({ service }) => [`scale ${service} 1x`],
};

/** Ids of the entries that solve a problem, for one who knows its answer. */
function solutionOf({ task, faults }: Problem): readonly string[] {
  const truths = faults.map(({ groundTruth }) => groundTruth);
  switch (task) {
    case "detection":
      return [`submit ${faults.length > 0 ? "Yes" : "No"}`];
    case "localization": {
      const services = truths.flatMap(({ components }) => components.map(([first]) => first));
      return [...services.slice(0, -1).map((one) => `mark ${one}`), `submit ${services.at(-1)}`];
    }
    case "analysis":
      return [`submit ${truths[0]?.systemLevel} / ${truths[0]?.faultType}`];
    case "mitigation":
      return [
        ...faults.flatMap(
          ({ name, parameters }) => repairs[name]?.(parameters as Parameters) ?? [`no repair of ${name}`],
        ),
        "submit",
      ];
  }
}

/** Plays a problem's solution by numbers of Hotel Reservation's catalogue. */
async function solve(problem: Problem): Promise<void> {
  await using env = new DiscreteActions(await AIOpsEnv.create(), createCatalogue(hotelReservation), {
    onMasked: "throw",
  });
  let { info } = await env.reset(problem.id, { seed: 12 });
  const replies: string[] = [];
  let total = 0;
  for (const id of solutionOf(problem)) {
    const index = env.catalogue.indexOf(id);
    if (index === undefined) throw new Error(`The catalogue has no ${id}`);
    expect(info.actionMask?.[index], id).toBe(1);
    const step = await env.step(index);
    replies.push(`${id}: ${step.observation.text} ${JSON.stringify(step.results)}`);
    total += step.reward ?? 0;
    ({ info } = step);
  }
  expect(total, replies.join("\n")).toBe(1);
}

describe("choosing from the catalogue alone", () => {
  const mitigation = shippedProblems.filter(({ task }) => task === "mitigation");
  const others = shippedProblems.filter(({ task }) => task !== "mitigation");
  for (const problem of [...mitigation, ...sample(others)]) it(`solves ${problem.id}`, () => solve(problem), 120_000);

  const families = sampleEvery === 1 ? shippedFamilies : shippedFamilies.filter(({ task }) => task === "mitigation");
  const seeds = Array.from({ length: sampleEvery === 1 ? 6 : 1 }, (_, index) => 4000 + index);
  it.each(families.map((family) => [family.id, family] as const))(
    "solves draws of %s, whatever their namespace and replicas",
    async (_, family) => {
      for (const seed of seeds) await solve(family.sample(seed));
    },
    300_000,
  );
});

describe("the mask", () => {
  it("is the same at the start of all problems of a task, so it tells nothing of the answer", async () => {
    await using env = await AIOpsEnv.create();
    const masks = new Map<string, Set<string>>();
    for (const problem of sample(shippedProblems)) {
      const discrete = new DiscreteActions(env, createCatalogue(problem.application));
      const { info } = await discrete.reset(problem.id, { seed: 7 });
      const known = masks.get(problem.task) ?? new Set();
      masks.set(problem.task, known.add(`${discrete.catalogue.hash} ${info.actionMask?.join("")}`));
    }
    for (const [task, found] of masks) expect(found.size, task).toBe(1);
  }, 120_000);
});
