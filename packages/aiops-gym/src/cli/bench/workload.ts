/**
 * What benchmarks play: faulty episodes, actions of all kinds, seeds that nothing was tuned on.
 * @module
 */
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
export function benchProblems(): readonly Problem[] {
  const found = shippedProblems.filter(({ id }) => wanted.includes(id));
  return found.length > 0 ? found : shippedProblems.filter(({ faults }) => faults.length > 0).slice(0, wanted.length);
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

/** Seeds of their own for every measurement; far from those that tests and examples use. */
export function unseenSeeds(measurement: number): () => number {
  let next = 1_000_000_007 + measurement * 1_000_003;
  return () => next++;
}
