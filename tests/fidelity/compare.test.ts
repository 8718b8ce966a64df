import { describe, expect, it } from "vitest";
import { compare } from "./compare.ts";
import type { Change, EventHistory, ObjectHistory, Run } from "./run.ts";
import type { Scenario } from "./scenario.ts";

// A pod that crashes, is started again after a back-off of 10 s, and is told about: what the comparer has to see.
const uid = "00000000-0000-4000-8000-000000000001";
const status = "status.containerStatuses[main]";
const changes: readonly Change[] = [
  { t: 0.02, set: { "status.phase": "Pending" } },
  {
    t: 1.1,
    set: { "status.phase": "Running", [`${status}.restartCount`]: 0, [`${status}.state.running.startedAt`]: "TIME" },
  },
  {
    t: 3.2,
    set: { [`${status}.state.waiting.reason`]: "CrashLoopBackOff", [`${status}.restartCount`]: 1 },
    unset: [`${status}.state.running.startedAt`],
  },
  {
    t: 13.4,
    set: { [`${status}.state.running.startedAt`]: "TIME", [`${status}.restartCount`]: 2 },
    unset: [`${status}.state.waiting.reason`],
  },
];
const events: readonly EventHistory[] = [
  event("Started", "Started container main", [
    [1.0, 1],
    [13.3, 2],
  ]),
  event(
    "BackOff",
    `Back-off restarting failed container main in pod web-x7k2p_ns(${uid})`,
    [
      [3.2, 1],
      [4.1, 2],
    ],
    "Warning",
  ),
];
const scenario: Scenario = {
  name: "crashes",
  title: "A container crashes and is started again",
  seconds: 20,
  steps: [
    { at: 0, do: "create", objects: [] },
    { at: 16, do: "logs", pod: { kind: "pod", name: "web-x7k2p" } },
  ],
};
const recorded = run({});

function event(
  reason: string,
  message: string,
  counts: readonly (readonly [t: number, count: number])[],
  type = "Normal",
  object = "Pod web-x7k2p",
): EventHistory {
  return { object, type, reason, message, component: "kubelet", counts: counts.map(([t, count]) => ({ t, count })) };
}

function pod(name: string, own: readonly Change[]): ObjectHistory {
  return { kind: "Pod", namespace: "fid-crashes", name, uid: `uid of ${name}`, generateName: "web-", changes: own };
}

function run(parts: Partial<Run>): Run {
  const answers = [
    { t: 0, seconds: 0.01 },
    { t: 16, seconds: 0.02, value: "hello from web-x7k2p at 10.244.0.7\n" },
  ];
  return { answers, objects: [pod("web-x7k2p", changes)], events, ...parts };
}

function subjects(played: Run, runs: readonly Run[] = [recorded]): readonly string[] {
  return compare(scenario, runs, played).map(({ subject }) => subject);
}

/** The run with one change of the pod made by hand. */
function withChange(index: number, change: Partial<Change>): Run {
  return run({
    objects: [
      pod(
        "web-x7k2p",
        changes.map((one, at) => (at === index ? { ...one, ...change } : one)),
      ),
    ],
  });
}

describe("the comparer", () => {
  it("finds nothing where nothing differs", () => {
    expect(compare(scenario, [recorded], recorded)).toEqual([]);
  });

  it("overlooks drawn names, ids and addresses", () => {
    const other = JSON.parse(
      JSON.stringify(recorded)
        .replaceAll("web-x7k2p", "web-q99zz")
        .replaceAll("10.244.0.7", "10.244.0.132")
        .replaceAll(uid, "11111111-0000-4000-8000-000000000001"),
    ) as Run;
    expect(compare(scenario, [recorded], other)).toEqual([]);
  });

  it("does not overlook a changed reason", () => {
    const change = { set: { [`${status}.state.waiting.reason`]: "Error", [`${status}.restartCount`]: 1 } };
    expect(subjects(withChange(2, change))).toEqual(["Pod web-*"]);
  });

  it("does not overlook a back-off that is 20 s rather than 10 s", () => {
    const [difference, ...more] = compare(scenario, [recorded], withChange(3, { t: 23.4 }));
    expect(more).toEqual([]);
    expect(difference?.what).toContain("at 23.4 s rather than 13.4 s");
  });

  it("lets times differ by a second, or by a fifth of the time since the last step", () => {
    expect(subjects(withChange(1, { t: 2.05 }))).toEqual([]);
    expect(subjects(withChange(1, { t: 2.2 }))).toEqual(["Pod web-*"]);
    expect(subjects(withChange(3, { t: 15.9 }))).toEqual([]);
  });

  it("does not overlook states in another order", () => {
    const [first, second, third, fourth] = changes;
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) throw new Error();
    const swapped = [{ ...first }, { ...second, t: 3.2 }, { ...third, t: 1.1 }, fourth];
    const objects = [
      pod(
        "web-x7k2p",
        swapped.sort((a, b) => a.t - b.t),
      ),
    ];
    expect(subjects(run({ objects }))).toEqual(["Pod web-*"]);
  });

  it("lets states of under half a second be missing on either side", () => {
    const passing: Change = { t: 13.1, set: { [`${status}.state.waiting.reason`]: "ContainerCreating" } };
    const more = run({ objects: [pod("web-x7k2p", [...changes.slice(0, 3), passing, ...changes.slice(3)])] });
    expect(subjects(more)).toEqual([]);
    expect(subjects(recorded, [more])).toEqual([]);
  });

  it("lets things change and change back at once on either side", () => {
    const away: Change = { t: 8.1, set: { "status.phase": "Unknown" } };
    const back: Change = { t: 8.2, set: { "status.phase": "Running" } };
    const more = run({ objects: [pod("web-x7k2p", [...changes.slice(0, 3), away, back, ...changes.slice(3)])] });
    expect(subjects(more)).toEqual([]);
    expect(subjects(recorded, [more])).toEqual([]);
  });

  it("does not let states of a second be missing", () => {
    const lasting: Change = { t: 12.4, set: { [`${status}.state.waiting.reason`]: "ContainerCreating" } };
    const more = run({ objects: [pod("web-x7k2p", [...changes.slice(0, 3), lasting, ...changes.slice(3)])] });
    expect(subjects(more)).toEqual(["Pod web-*"]);
    expect(subjects(recorded, [more])).toEqual(["Pod web-*"]);
  });

  it("misses an object, and sees one too many", () => {
    expect(subjects(run({ objects: [], events: [] }))).toContain("Pod web-*");
    expect(subjects(run({ objects: [...recorded.objects, pod("web-22222", changes)] }))).toEqual(["Pod web-*"]);
  });

  it("does not care which of several alike objects went which way", () => {
    const quiet = pod("web-22222", changes.slice(0, 2));
    const both = run({ objects: [...recorded.objects, quiet] });
    expect(compare(scenario, [both], run({ objects: [quiet, ...recorded.objects] }))).toEqual([]);
  });

  it.each<readonly [what: string, change: (events: readonly EventHistory[]) => readonly EventHistory[]]>([
    ["another reason", (all) => all.map((one) => ({ ...one, reason: one.reason.replace("BackOff", "Failed") }))],
    ["another message", (all) => all.map((one) => ({ ...one, message: one.message.replace("failed", "broken") }))],
    ["another type", (all) => all.map((one) => ({ ...one, type: "Normal" }))],
    ["another source", (all) => all.map((one) => ({ ...one, component: "controller" }))],
    ["another count", (all) => all.map((one) => ({ ...one, counts: one.counts.slice(0, 1) }))],
    ["one less", (all) => all.slice(1)],
    ["one more", (all) => [...all, event("Killing", "Stopping container main", [[5, 1]])]],
    [
      "another time",
      (all) => all.map((one) => ({ ...one, counts: one.counts.map(({ t, count }) => ({ t: t + 4, count })) })),
    ],
  ])("does not overlook events with %s", (_what, change) => {
    expect(new Set(subjects(run({ events: change(events) })))).toEqual(new Set(["events of Pod web-*"]));
  });

  it("does not overlook events in another order", () => {
    const [started, backOff] = events;
    if (started === undefined || backOff === undefined) throw new Error();
    const early = {
      ...backOff,
      counts: [
        { t: 2.0, count: 1 },
        { t: 4.1, count: 2 },
      ],
    };
    const late = {
      ...started,
      counts: [
        { t: 2.55, count: 1 },
        { t: 13.3, count: 2 },
      ],
    };
    const close = [
      {
        ...started,
        counts: [
          { t: 1.6, count: 1 },
          { t: 13.3, count: 2 },
        ],
      },
      {
        ...backOff,
        counts: [
          { t: 2.5, count: 1 },
          { t: 4.1, count: 2 },
        ],
      },
    ];
    expect(subjects(run({ events: [early, late] }), [run({ events: close })])).toEqual(["events of Pod web-*"]);
  });

  it.each<readonly [what: string, answer: Run["answers"][number]]>([
    ["another text", { t: 16, seconds: 0.02, value: "hallo" }],
    ["a failure", { t: 16, seconds: 0.02, status: { code: 404, reason: "NotFound", message: 'pods "web" not found' } }],
    ["the same after 3 s", { t: 16, seconds: 3, value: "hello from web-x7k2p at 10.244.0.7\n" }],
  ])("does not overlook an answer with %s", (_what, answer) => {
    expect(new Set(subjects(run({ answers: [...recorded.answers.slice(0, 1), answer] })))).toEqual(
      new Set(["answer 2"]),
    );
  });

  it("agrees when any recorded run is as the played one: what differs among those is chance", () => {
    const other = withChange(2, { t: 9 });
    expect(subjects(recorded, [other, recorded])).toEqual([]);
    expect(subjects(recorded, [other])).toEqual(["Pod web-*"]);
  });
});
