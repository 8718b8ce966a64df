/**
 * Faults by Chaos Mesh: pods that fail, networks that lose and delay, system calls that fail.
 * @module
 */
import {
  type Choices,
  containerKill,
  type Draw,
  instantiate,
  kernelFault,
  networkDelay,
  networkLoss,
  numberOf,
  type ProblemFamily,
  podFailure,
  podKill,
  type TaskKind,
  textOf,
} from "@aiops-gym/problems";
import { caches, goServices } from "../manifests/manifests.ts";
import { familiesOf } from "./incident.ts";

const tasks: readonly TaskKind[] = ["detection", "localization"];
const goServiceNames = Object.keys(goServices).sort();

/** All pods of the service: with one of several gone, nobody would notice. */
const mode = "all";

const cacheNames = Object.keys(caches).map((name) => `memcached-${name}`);

/** Go services; databases are left out, since nobody notices while they are gone. */
const service: Choices = { service: { kind: "one-of", of: goServiceNames } };

function container(name: string): string {
  const cache = Object.entries(caches).find(([short]) => name === `memcached-${short}`);
  return cache === undefined ? `hotel-reserv-${name}` : `hotel-reserv-${cache[1]}-mmc`;
}

const serviceOf = (draw: Draw): string => textOf(draw, "service");

/** Twelve families. */
export const chaosFamilies: readonly ProblemFamily[] = [
  ...familiesOf({
    name: "container_kill",
    description: "The containers of a service are killed, once.",
    tasks,
    usersNotice: true,
    // The user service is asked so rarely that a restart of a second goes unnoticed.
    choices: { service: { kind: "one-of", of: [...goServiceNames.filter((name) => name !== "user"), ...cacheNames] } },
    faults: (draw) => [
      instantiate(containerKill, { service: serviceOf(draw), container: container(serviceOf(draw)), mode }),
    ],
  }),
  ...familiesOf({
    name: "pod_failure",
    description: "The containers of a service's pods are replaced by pauses.",
    tasks,
    usersNotice: true,
    choices: service,
    faults: (draw) => [instantiate(podFailure, { service: serviceOf(draw), mode })],
  }),
  ...familiesOf({
    name: "pod_kill",
    description: "A service's pods are taken down and kept down.",
    tasks,
    usersNotice: true,
    choices: service,
    faults: (draw) => [instantiate(podKill, { service: serviceOf(draw), mode })],
  }),
  ...familiesOf({
    name: "network_loss",
    description: "A service's pods lose most of the packets that they send.",
    tasks,
    usersNotice: true,
    choices: { ...service, lossPercent: { kind: "range", min: 60, max: 100, step: 5 } },
    faults: (draw) => [
      instantiate(networkLoss, { service: serviceOf(draw), mode, lossPercent: numberOf(draw, "lossPercent") }),
    ],
  }),
  ...familiesOf({
    name: "network_delay",
    description: "What a service's pods send arrives late.",
    tasks,
    usersNotice: true,
    choices: { ...service, latencyMillis: { kind: "range", min: 500, max: 10_000, step: 500 } },
    faults: (draw) => [
      instantiate(networkDelay, { service: serviceOf(draw), mode, latencyMillis: numberOf(draw, "latencyMillis") }),
    ],
  }),
  ...familiesOf({
    name: "kernel_fault",
    description: "A system call of a service's processes fails.",
    tasks,
    usersNotice: true,
    choices: { ...service, failurePercent: { kind: "range", min: 60, max: 100, step: 10 } },
    faults: (draw) => [
      instantiate(kernelFault, { service: serviceOf(draw), mode, failurePercent: numberOf(draw, "failurePercent") }),
    ],
  }),
];
