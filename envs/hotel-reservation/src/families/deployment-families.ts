/**
 * Faults that are a change of a Deployment: a wrong image, a wrong program, no replicas.
 * @module
 */
import {
  type Draw,
  instantiate,
  misconfigApp,
  type ProblemFamily,
  scaleToZero,
  textOf,
  wrongBinUsage,
} from "@aiops-gym/problems";
import { caches, goServices } from "../manifests/manifests.ts";
import { imageRepairs, programRepairs, scaleRepairs } from "../problems/deployment-repairs.ts";
import { allTasks } from "../problems/four-tasks.ts";
import { familiesOf } from "./incident.ts";
import type { Setting } from "./settings.ts";
import { goodImage, wrongConfigurations, wrongImage } from "./wrong-images.ts";

const goServiceNames = Object.keys(goServices).sort();
const cacheNames = Object.keys(caches).map((name) => `memcached-${name}`);

/** Every Go service's others. */
const otherPrograms = Object.fromEntries(
  goServiceNames.map((service) => [
    service,
    { kind: "one-of" as const, of: goServiceNames.filter((other) => other !== service) },
  ]),
);

const entries = Object.fromEntries(
  Object.entries(wrongConfigurations).map(([service, of]) => [service, { kind: "one-of" as const, of }]),
);

function imageOf(draw: Draw): { readonly service: string; readonly image: string; readonly goodImage: string } {
  const service = textOf(draw, "service");
  return { service, image: wrongImage(service, textOf(draw, "wrongEntry")), goodImage };
}

function replicasOf(draw: Draw, { replicas }: Setting): { readonly service: string; readonly replicas: number } {
  const service = textOf(draw, "service");
  return { service, replicas: replicas[service] ?? 1 };
}

/** Twelve families. */
export const deploymentFamilies: readonly ProblemFamily[] = [
  ...familiesOf({
    name: "misconfig_app",
    description: "A service gets an image in which the address of a store, of its cache or of Consul is wrong.",
    tasks: allTasks,
    usersNotice: true,
    choices: {
      service: { kind: "one-of", of: goServiceNames },
      wrongEntry: { kind: "by", choice: "service", cases: entries },
    },
    faults: (draw) => {
      const { service, image } = imageOf(draw);
      return [instantiate(misconfigApp, { service, container: `hotel-reserv-${service}`, image, goodImage })];
    },
    repairs: (draw, _, actions) => imageRepairs(imageOf(draw), actions),
  }),
  ...familiesOf({
    name: "wrong_bin_usage",
    description: "A service's container runs the program of another service.",
    tasks: allTasks,
    usersNotice: true,
    choices: {
      service: { kind: "one-of", of: goServiceNames },
      program: { kind: "by", choice: "service", cases: otherPrograms },
    },
    faults: (draw) => {
      const service = textOf(draw, "service");
      return [instantiate(wrongBinUsage, { service, command: [textOf(draw, "program")], goodCommand: [service] })];
    },
    repairs: (draw, _, actions) =>
      programRepairs({ service: textOf(draw, "service"), program: textOf(draw, "program") }, actions),
  }),
  ...familiesOf({
    name: "scale_to_zero",
    description: "A Deployment is scaled to zero replicas.",
    tasks: allTasks,
    usersNotice: true,
    choices: { service: { kind: "one-of", of: [...goServiceNames, ...cacheNames] } },
    faults: (draw, setting) => [instantiate(scaleToZero, replicasOf(draw, setting))],
    repairs: (draw, setting, actions) => scaleRepairs(replicasOf(draw, setting), actions),
  }),
];
