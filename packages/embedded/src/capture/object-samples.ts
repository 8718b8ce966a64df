/**
 * Samples of objects at a scrape. Objects never change, so what is sampled of one is worked out once, and joined again only when
 * there are others.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { listObjects } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { objectSamplers } from "./kube-state.ts";
import type { Samples } from "./metric-writer.ts";

/** Samples of objects, in the order of kinds and names. Frozen. */
export interface ObjectSamples {
  readonly codes: Int32Array;
  readonly values: Float64Array;
}

type Lists = readonly (readonly KubeObject[])[];

interface KeptSamples {
  readonly ofObject: WeakMap<KubeObject, Samples>;
  lists: Lists;
  samples: ObjectSamples | undefined;
}

const measuredKinds = Object.keys(objectSamplers) as readonly (keyof typeof objectSamplers)[];

/** By the simulation's map of series: another map may mean other codes. */
const keptSamples = new WeakMap<object, KeptSamples>();

/** What a scrape of now finds of the application's objects and of the nodes. */
export function objectSamples(sim: Simulation): ObjectSamples {
  const { namespace } = sim.world.application;
  const { series } = sim.state.capture;
  let kept = keptSamples.get(series);
  if (kept === undefined) {
    kept = { ofObject: new WeakMap(), lists: [], samples: undefined };
    keptSamples.set(series, kept);
  }
  const lists: Lists = measuredKinds.map((kind) => listObjects(sim, kind, kind === "Node" ? undefined : namespace));
  const before = kept.lists;
  if (kept.samples !== undefined && lists.every((list, index) => list === before[index])) return kept.samples;
  const all: Samples[] = [];
  let count = 0;
  for (const [index, list] of lists.entries()) {
    const sample = objectSamplers[measuredKinds[index] ?? "Pod"] as (
      sim: Simulation,
      object: KubeObject,
      into: Samples,
    ) => void;
    for (const object of list) {
      let samples = kept.ofObject.get(object);
      if (samples === undefined) {
        samples = { codes: [], values: [] };
        sample(sim, object, samples);
        kept.ofObject.set(object, samples);
      }
      all.push(samples);
      count += samples.codes.length;
    }
  }
  kept.lists = lists;
  kept.samples = joined(all, count);
  return kept.samples;
}

function joined(all: readonly Samples[], count: number): ObjectSamples {
  const codes = new Int32Array(count);
  const values = new Float64Array(count);
  let at = 0;
  for (const samples of all) {
    codes.set(samples.codes, at);
    values.set(samples.values, at);
    at += samples.codes.length;
  }
  return Object.freeze({ codes, values });
}
