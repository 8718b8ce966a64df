/**
 * What benchmarks play: faulty episodes, actions of all kinds, seeds that nothing was tuned on.
 * @module
 */
import { defineApplication } from "@aiops-gym/application";
import type { Observation } from "@aiops-gym/env";
import type { Action, Problem } from "@aiops-gym/problems";
import { shippedProblems } from "../../shipped-problems.ts";

/** Faults that fail requests, crash processes, slow the network down and take pods away. */
const wanted = [
  "misconfig_app_hotel_res-mitigation-1",
  "revoke_auth_mongodb-mitigation-1",
  "network_delay_hotel_res-localization-1",
  "redeploy_without_PV-mitigation-1",
];

/** The problems that are measured. */
export function benchProblems(): readonly [Problem, ...Problem[]] {
  const found = shippedProblems.filter(({ id }) => wanted.includes(id));
  const [first, ...others] =
    found.length > 0 ? found : shippedProblems.filter(({ faults }) => faults.length > 0).slice(0, wanted.length);
  if (first === undefined) throw new Error("There is no problem to measure.");
  return [first, ...others];
}

/** Requests per second that one pod of the entry's Deployment is given: at twice as many it is slow, above that it collapses. */
const ratePerEntryPod = 250;

/** A healthy problem whose application gets so many requests per second, evenly random, with as many pods at its entry as it takes. */
export function healthyProblemAt(ratePerSecond: number): Problem {
  const healthy = shippedProblems.find(({ faults }) => faults.length === 0) ?? benchProblems()[0];
  const { application } = healthy;
  const arrivals = { kind: "poisson", ratePerSecond } as const;
  const workload = { ...application.workload, arrivals };
  const replicas = Math.ceil(ratePerSecond / ratePerEntryPod);
  const manifests = application.manifests.map((manifest) => {
    const isEntry = manifest.kind === "Deployment" && manifest.metadata.name === workload.entry.service;
    return isEntry ? { ...manifest, spec: { ...(manifest["spec"] as object), replicas } } : manifest;
  });
  return {
    ...healthy,
    id: `${healthy.id}-at-${ratePerSecond}`,
    application: defineApplication({ ...application, workload, manifests }),
  };
}

/** The problem, of an application that nobody uses: no request is sent. What a step takes then is not a request's work. */
export function withoutUsers(problem: Problem): Problem {
  const { application } = problem;
  const workload = { ...application.workload, arrivals: { kind: "replay", requests: [] } } as const;
  return {
    ...problem,
    id: `${problem.id}-without-users`,
    application: defineApplication({ ...application, workload }),
  };
}

/** The `index`-th action of a mix: looks, telemetry, waiting, and changes. None of them ends an episode. */
export function mixedAction({ application }: Problem, index: number): Action {
  const { namespace, services } = application;
  const service = services[(index * 7) % services.length] ?? "";
  const shell = (command: string): Action => ({ name: "exec_shell", arguments: { command } });
  const mix: readonly Action[] = [
    shell(`kubectl get pods -n ${namespace}`),
    { name: "get_logs", arguments: { namespace, service } },
    { name: "wait", arguments: { seconds: 10 } },
    shell(`kubectl describe deployment ${service} -n ${namespace}`),
    { name: "get_metrics", arguments: { namespace, duration: 1 } },
    shell(`kubectl rollout restart deployment ${service} -n ${namespace}`),
    shell(`kubectl get events -n ${namespace} | tail -n 5`),
    { name: "get_traces", arguments: { namespace, duration: 1 } },
  ];
  return mix[index % mix.length] as Action;
}

/** Time passes and nothing else happens. */
export function waitingAction(): Action {
  return { name: "wait", arguments: { seconds: 10 } };
}

/** Reads all five tables, as a learner that wants all of them does. */
export function readTables({ logs, metrics, traces, events, services }: Observation): number {
  return logs.numRows + metrics.numRows + traces.numRows + events.numRows + services.numRows;
}

/** Seeds of their own for every run of every measurement; far from those that tests and examples use. */
export function unseenSeeds(measurement: number, run = 0): () => number {
  let next = 1_000_000_007 + measurement * 1_000_003 + run * 10_007;
  return () => next++;
}
