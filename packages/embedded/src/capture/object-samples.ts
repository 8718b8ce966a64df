/**
 * Samples of objects at a scrape. Objects never change, so what is sampled of one is worked out once, and gone through again only
 * when there are others of its kind.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { listObjects } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { objectSamplers } from "./kube-state.ts";
import type { ObjectSamples, Samples } from "./metric-writer.ts";

/** Samples of the objects of one kind, in the order of their names. Frozen. */
export interface KindSamples {
  readonly count: number;
  readonly parts: readonly Samples[];
}

type Kind = keyof typeof objectSamplers;

interface KeptSamples {
  /** What was found last of each kind, and what was sampled of it. */
  readonly byKind: Map<Kind, KeptKind>;
  all: readonly KindSamples[];
}

interface KeptKind {
  readonly list: readonly KubeObject[];
  readonly samples: KindSamples;
}

const measuredKinds = Object.keys(objectSamplers) as readonly Kind[];

/** By the simulation's map of series: another map may mean other codes. */
const keptSamples = new WeakMap<object, KeptSamples>();

/** What a scrape of now finds of the application's objects and of the nodes, kind by kind. Frozen. */
export function objectSamples(sim: Simulation): readonly KindSamples[] {
  const { namespace } = sim.world.application;
  const { series } = sim.state.capture;
  let kept = keptSamples.get(series);
  if (kept === undefined) {
    kept = { byKind: new Map(), all: [] };
    keptSamples.set(series, kept);
  }
  let isSame = kept.all.length > 0;
  for (const kind of measuredKinds) {
    const list = listObjects(sim, kind, kind === "Node" ? undefined : namespace);
    const last = kept.byKind.get(kind);
    if (last?.list === list) continue;
    kept.byKind.set(kind, { list, samples: samplesOf(sim, kind, list, last) });
    isSame = false;
  }
  if (!isSame) kept.all = Object.freeze([...kept.byKind.values()].map(({ samples }) => samples));
  return kept.all;
}

function samplesOf(sim: Simulation, kind: Kind, list: readonly KubeObject[], last: KeptKind | undefined): KindSamples {
  let count = 0;
  const parts = list.map((object, index) => {
    // Most are what they were at the last scrape, in the same place.
    const same = last !== undefined && last.list[index] === object;
    const samples = same ? (last.samples.parts[index] as Samples) : samplesOfObject(sim, kind, object);
    count += samples.codes.length;
    return samples;
  });
  return Object.freeze({ count, parts: Object.freeze(parts) });
}

function samplesOfObject(sim: Simulation, kind: Kind, object: KubeObject): Samples {
  const known = samplesOfObjects.get(object);
  if (known !== undefined && isKnown(sim, known)) return known;
  const sample = objectSamplers[kind] as (sim: Simulation, object: KubeObject, into: ObjectSamples) => void;
  const samples: ObjectSamples = Object.freeze({ codes: [], values: [], things: [], series: [] });
  sample(sim, object, samples);
  for (const part of [samples.codes, samples.values, samples.things, samples.series]) Object.freeze(part);
  samplesOfObjects.set(object, samples);
  return samples;
}

const samplesOfObjects = new WeakMap<KubeObject, ObjectSamples>();

/** Whether samples that were made for another simulation, such as the one that this is a fork of, hold for this one. */
function isKnown(sim: Simulation, { things, series: codes }: ObjectSamples): boolean {
  const { series } = sim.state.capture;
  for (let index = 0; index < things.length; index++)
    if (series.get(things[index] ?? "") !== codes[index]) return false;
  return true;
}
