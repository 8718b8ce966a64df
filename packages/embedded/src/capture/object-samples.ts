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
  readonly byKind: Map<Kind, { readonly list: readonly KubeObject[]; readonly samples: KindSamples }>;
  all: readonly KindSamples[];
  /** Samples that are known to hold for this map of series. */
  readonly known: WeakSet<ObjectSamples>;
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
    kept = { byKind: new Map(), all: [], known: new WeakSet() };
    keptSamples.set(series, kept);
  }
  let isSame = kept.all.length > 0;
  for (const kind of measuredKinds) {
    const list = listObjects(sim, kind, kind === "Node" ? undefined : namespace);
    if (kept.byKind.get(kind)?.list === list) continue;
    kept.byKind.set(kind, { list, samples: samplesOf(sim, kind, list, kept.known) });
    isSame = false;
  }
  if (!isSame) kept.all = Object.freeze([...kept.byKind.values()].map(({ samples }) => samples));
  return kept.all;
}

function samplesOf(
  sim: Simulation,
  kind: Kind,
  list: readonly KubeObject[],
  known: WeakSet<ObjectSamples>,
): KindSamples {
  const sample = objectSamplers[kind] as (sim: Simulation, object: KubeObject, into: ObjectSamples) => void;
  let count = 0;
  const parts = list.map((object) => {
    let samples = samplesOfObjects.get(object);
    if (samples === undefined || !(known.has(samples) || isKnown(sim, samples))) {
      samples = Object.freeze({ codes: [], values: [], things: [], series: [] });
      sample(sim, object, samples);
      for (const part of [samples.codes, samples.values, samples.things, samples.series]) Object.freeze(part);
      samplesOfObjects.set(object, samples);
    }
    known.add(samples);
    count += samples.codes.length;
    return samples;
  });
  return Object.freeze({ count, parts: Object.freeze(parts) });
}

const samplesOfObjects = new WeakMap<KubeObject, ObjectSamples>();

/** Whether samples that were made for another simulation, such as the one that this is a fork of, hold for this one. */
function isKnown(sim: Simulation, { things, series: codes }: ObjectSamples): boolean {
  const { series } = sim.state.capture;
  for (let index = 0; index < things.length; index++)
    if (series.get(things[index] ?? "") !== codes[index]) return false;
  return true;
}
