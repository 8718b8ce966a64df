import { describe, expect, it } from "vitest";
import {
  findSplit,
  isInSplit,
  shippedCatalog,
  shippedFamilies,
  shippedProblems,
  shippedSplits,
  splitSource,
  splitsHash,
} from "../src/index.ts";

const catalog = shippedCatalog();

/** What is drawn, as data. */
function drawsOf(name: string, count = 400) {
  const source = splitSource(name, { seed: 11 });
  return Array.from({ length: count }, (_, index) => {
    const { problemId } = source(index);
    const [family = "", seed = ""] = problemId.replace(/@[0-9a-f]+/, "").split("#");
    const { kind, task } = catalog.family(family);
    const draw = catalog.family(family).draw(Number(seed));
    const services = [draw["service"] ?? draw["services"] ?? []].flat() as string[];
    return { problemId, kind, task, seed: Number(seed), services, draw };
  });
}

const train = drawsOf("train", 2000);
const servicesOf = (draws: typeof train): ReadonlySet<string> => new Set(draws.flatMap(({ services }) => services));

describe("the splits", () => {
  it("are those that figures were reported for", () => {
    expect(splitsHash).toBe("3c4cc9f7bcb9242a31ec77f0df47fc75af6ea604b0cff0281ade7ba8576f2680");
  });

  it("share no seed", () => {
    const ranges = shippedSplits.map(({ seeds }) => seeds).sort((a, b) => a.first - b.first);
    for (const [index, { first, count }] of ranges.entries())
      expect(first + count).toBeLessThanOrEqual(ranges[index + 1]?.first ?? Number.POSITIVE_INFINITY);
  });

  it("have no problem with a fixed id, and none of each other's", () => {
    const fixed = new Set(shippedProblems.map(({ id }) => id));
    const owner = new Map<string, string>();
    for (const { name, parts } of shippedSplits) {
      for (const { problemId } of parts.length === 0 ? [] : drawsOf(name)) {
        expect(fixed).not.toContain(problemId);
        expect(owner.get(problemId) ?? name).toBe(name);
        owner.set(problemId, name);
      }
    }
  });

  it("take draws that belong to them and to no other", () => {
    for (const { name, parts } of shippedSplits) {
      for (const { problemId, seed } of parts.length === 0 ? [] : drawsOf(name, 60)) {
        const family = catalog.family(problemId.split("@")[0] ?? "");
        const owners = shippedSplits.filter((split) => isInSplit(split, family, seed));
        expect(owners.map((split) => split.name)).toEqual([name]);
      }
    }
  });

  it("keep healthy draws in every one that has detection", () => {
    for (const { name, parts } of shippedSplits) {
      if (parts.length === 0) continue;
      const detection = drawsOf(name).filter(({ task }) => task === "detection");
      const healthy = detection.filter(({ draw }) => draw["faulty"] === false).length;
      expect(healthy / detection.length, name).toBeGreaterThan(0.3);
      expect(healthy / detection.length, name).toBeLessThan(0.7);
    }
  });
});

describe("training", () => {
  it("has problems of every task, in settings 0 to 7, of these services", () => {
    expect([...new Set(train.map(({ task }) => task))].sort()).toEqual([
      "analysis",
      "detection",
      "localization",
      "mitigation",
    ]);
    expect([...new Set(train.map(({ draw }) => draw["setting"]))].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...servicesOf(train)].sort()).toEqual([
      ...["frontend", "geo", "memcached-profile", "memcached-reserve"],
      ...["mongodb-geo", "mongodb-profile", "mongodb-reservation", "mongodb-user"],
      ...["profile", "reservation", "search", "user"],
    ]);
  });
});

describe("a test split", () => {
  it("of settings has none of training's", () => {
    expect(
      [...new Set(drawsOf("test-settings").map(({ draw }) => Number(draw["setting"])))].sort((a, b) => a - b),
    ).toEqual([8, 9, 10, 11]);
  });

  it("of services has at least one in every problem that is never at fault in training", () => {
    const known = servicesOf(train);
    for (const { problemId, services } of drawsOf("test-services"))
      expect(
        services.some((service) => !known.has(service)),
        problemId,
      ).toBe(true);
  });

  it("of kinds has none of training's", () => {
    const known = new Set(train.map(({ kind }) => kind));
    const kinds = new Set(drawsOf("test-kinds").map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(["network_loss", "user_unregistered"]);
    for (const kind of kinds) expect(known).not.toContain(kind);
  });

  it("has what training has in all but the one thing that it is about", () => {
    const settings = new Set(train.map(({ draw }) => draw["setting"]));
    const known = servicesOf(train);
    for (const name of ["test-parameters", "test-services", "test-kinds"])
      for (const { problemId, draw } of drawsOf(name)) expect(settings, problemId).toContain(draw["setting"]);
    for (const name of ["test-settings", "test-parameters", "test-kinds"])
      for (const { problemId, services } of drawsOf(name))
        for (const service of services) expect(known, problemId).toContain(service);
  });

  it("of parameters has values that training does not have for the same kind", () => {
    const key = (kind: string, name: string, value: unknown): string => `${kind} ${name} ${String(value)}`;
    const own = ["failurePercent", "wrongEntry", "program", "latencyMillis"];
    const known = new Set(train.flatMap(({ kind, draw }) => own.map((name) => key(kind, name, draw[name]))));
    for (const { problemId, kind, draw } of drawsOf("test-parameters")) {
      const drawn = own.filter((name) => draw[name] !== undefined);
      expect(
        drawn.some((name) => !known.has(key(kind, name, draw[name]))),
        problemId,
      ).toBe(true);
    }
  });

  it("of applications is empty as long as there is one, and says so", () => {
    expect(new Set(shippedFamilies.map(({ application }) => application)).size).toBe(1);
    expect(() => splitSource("test-applications")).toThrow(/none is shipped yet, since there is only one/);
  });
});

describe("findSplit", () => {
  it("names the splits that there are", () => {
    expect(() => findSplit("test")).toThrow(/no split "test"; expected one of train, validation, test-settings/);
  });
});
