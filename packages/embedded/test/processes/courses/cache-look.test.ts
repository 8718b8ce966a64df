import type { RequestType } from "@aiops-gym/application";
import fc from "fast-check";
import { expect, it } from "vitest";
import { CacheLook } from "../../../src/processes/courses/cache-look.ts";
import { setItems } from "../../../src/processes/stores/memcached-server.ts";
import { expandKeys, parseTemplate } from "../../../src/processes/template.ts";
import { RequestDraft } from "../../../src/workload/draft.ts";
import { drawValues } from "../../../src/workload/variables.ts";
import { emptySimulation } from "../../runtime/fake-cluster.ts";

const type: RequestType = {
  name: "t",
  weight: 1,
  method: "GET",
  url: "/",
  operation: "GET /",
  variables: [
    { name: "from", spec: { kind: "integer", min: 1, max: 6 } },
    { name: "until", spec: { kind: "integer-after", variable: "from", max: 8 } },
    { name: "days", spec: { kind: "integers-between", after: "from", to: "until" } },
    { name: "rooms", spec: { kind: "sample", count: 3, of: 6 } },
  ],
};

const templates = ["{rooms}", "{rooms}_cap", "{rooms}_on_{days}_to_{days}", "{days}"];
const keys = templates.flatMap((text) => {
  const lists = { rooms: ["1", "2", "3", "4", "5", "6"], days: ["2", "3", "4", "5", "6", "7", "8"] };
  return expandKeys(parseTemplate(text), lists, () => undefined);
});

it("a look into a cache counts the keys and hits that asking for the keys gives, while the cache changes", () => {
  const draft = RequestDraft.of(type);
  if (draft === null) throw new Error("no draft");
  const looks = templates.map((text) => ({
    template: parseTemplate(text),
    look: CacheLook.of(parseTemplate(text), draft),
  }));
  const cache = {
    kind: "memcached",
    items: new Map<string, number>(),
    turnover: 0,
    bytes: 0,
    limitBytes: 1,
    evictions: 0,
  } as const;
  let turnover = 0;
  fc.assert(
    fc.property(fc.integer(), fc.subarray(keys), fc.boolean(), (chance, kept, changes) => {
      if (changes) {
        cache.items.clear();
        for (const key of kept) cache.items.set(key, 1);
        turnover += 1;
      }
      draft.begin(chance | 0);
      const values = drawValues({ chance: chance | 0 }, type);
      for (const { template, look } of looks) {
        const asked = expandKeys(template, values, () => undefined);
        expect(look?.keys()).toBe(asked.length);
        expect(look?.hits({ ...cache, turnover })).toBe(asked.filter((key) => cache.items.has(key)).length);
      }
    }),
  );
});

it("a look into a cache follows the keys that come, and those that are dropped for them", () => {
  const draft = RequestDraft.of(type);
  if (draft === null) throw new Error("no draft");
  const looks = templates.map((text) => ({
    template: parseTemplate(text),
    look: CacheLook.of(parseTemplate(text), draft),
  }));
  const sim = emptySimulation();
  // Room for some ten keys.
  const limits = { bytes: 0, limitBytes: 3300, evictions: 0 };
  const cache = { kind: "memcached" as const, items: new Map<string, number>(), turnover: 0, ...limits };
  sim.state.processes.processes.set("cache", { store: cache } as never);
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.constantFrom(...keys), { maxLength: 3 }), (chance, coming) => {
      setItems(sim, "cache", coming);
      draft.begin(chance | 0);
      const values = drawValues({ chance: chance | 0 }, type);
      for (const { template, look } of looks) {
        const asked = expandKeys(template, values, () => undefined);
        expect(look?.hits(cache)).toBe(asked.filter((key) => cache.items.has(key)).length);
      }
    }),
    { numRuns: 500 },
  );
});

it("there is none for keys that are not made of lists", () => {
  const draft = RequestDraft.of(type);
  expect(draft === null ? undefined : CacheLook.of(parseTemplate("{from}_cap"), draft)).toBeNull();
});
