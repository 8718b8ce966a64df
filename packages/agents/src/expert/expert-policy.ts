/**
 * The expert: a script that sees observations only, as an engineer on call does.
 * @module
 */
import type { EpisodeInfo, Observation } from "@aiops-gym/env";
import type { Action } from "@aiops-gym/problems";
import type { Policy } from "../policy.ts";
import { diagnose } from "./diagnoses.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { createEvidence, type Evidence, noteListing, noteTables } from "./evidence.ts";

/** Looks at deployments, pods and claims, at the logs of who looks worst, at metrics and traces; decides; repairs; submits. */
export function expertPolicy(): Policy {
  const evidence = createEvidence();
  const plan: Action[] = [];
  let namespace = "default";
  let diagnosis: Diagnosis | undefined;
  let decided = false;
  let listed = false;
  return {
    name: "expert",
    act(observation: Observation, info: EpisodeInfo): Action {
      noteTables(evidence, observation);
      if (observation.briefing !== undefined) {
        namespace = /namespace ([\w-]+)\)/.exec(observation.briefing.instructions)?.[1] ?? namespace;
        evidence.services = /^Its services: (.*)\.$/m.exec(observation.briefing.instructions)?.[1]?.split(", ") ?? [];
        plan.push(shell(`kubectl get deployments,pods,pvc -n ${namespace}`));
      } else if (!listed) {
        listed = true;
        noteListing(evidence, observation.text);
        const suspect = findSuspect(evidence);
        if (suspect !== undefined) plan.push({ name: "get_logs", arguments: { namespace, service: suspect } });
        plan.push(
          { name: "get_metrics", arguments: { namespace, duration: 5 } },
          { name: "get_traces", arguments: { namespace, duration: 5 } },
        );
      }
      const next = plan.shift();
      if (next !== undefined) return next;
      if (!decided) {
        decided = true;
        diagnosis = diagnose(evidence, namespace);
        if (info.task === "mitigation") {
          plan.push(...(diagnosis?.repair ?? []).map(shell), shell(`kubectl get pods -n ${namespace}`));
          return plan.shift() ?? submission(info, diagnosis);
        }
      }
      return submission(info, diagnosis);
    },
  };
}

function shell(command: string): Action {
  return { name: "exec_shell", arguments: { command } };
}

/** The service whose pods look worst, else the one that logged something suspicious last. */
function findSuspect({ pods, logs }: Evidence): string | undefined {
  const unhealthy =
    pods.find(({ ready }) => !ready) ??
    pods.reduce<(typeof pods)[number] | undefined>(
      (worst, pod) => (pod.restarts > (worst?.restarts ?? 0) ? pod : worst),
      undefined,
    );
  return unhealthy?.service ?? logs.at(-1)?.service;
}

function submission({ task }: EpisodeInfo, diagnosis: Diagnosis | undefined): Action {
  switch (task) {
    case "detection":
      return { name: "submit", arguments: { has_anomaly: diagnosis === undefined ? "No" : "Yes" } };
    case "localization":
      return { name: "submit", arguments: { faulty_components: [...(diagnosis?.services ?? [])] } };
    case "analysis":
      return {
        name: "submit",
        arguments: {
          analysis: {
            system_level: diagnosis?.systemLevel ?? "Application",
            fault_type: diagnosis?.faultType ?? "Misconfiguration",
          },
        },
      };
    case "mitigation":
      return { name: "submit", arguments: {} };
  }
}
