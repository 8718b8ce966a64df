/**
 * Policies to compare with: one that does nothing, one that acts at random.
 * @module
 */
import { createChance } from "./chance.ts";
import type { Policy } from "./policy.ts";

/** Waits until the steps run out; in mitigation it submits at once, having done nothing. */
export function noopPolicy(): Policy {
  return {
    name: "noop",
    act: (_observation, { task }) =>
      task === "mitigation" ? { name: "submit", arguments: {} } : { name: "wait", arguments: { seconds: 10 } },
  };
}

/** Chooses evenly among typed actions on the services that the briefing names, and submits now and then. */
export function randomPolicy(seed: number): Policy {
  const draw = createChance(seed);
  let services: readonly string[] = [];
  let namespace = "default";
  const pick = <T>(items: readonly T[]): T => items[Math.floor(draw() * items.length)] as T;
  return {
    name: "random",
    act: ({ briefing }, { task }) => {
      if (briefing !== undefined) {
        services = /^Its services: (.*)\.$/m.exec(briefing.instructions)?.[1]?.split(", ") ?? [];
        namespace = /namespace ([\w-]+)\)/.exec(briefing.instructions)?.[1] ?? namespace;
      }
      const service = pick(services);
      const submissions = {
        detection: { has_anomaly: pick(["Yes", "No"]) },
        localization: { faulty_components: [service] },
        analysis: {
          analysis: {
            system_level: pick(["Hardware", "Operating System", "Virtualization", "Application"]),
            fault_type: pick([
              "Misconfiguration",
              "Code Defect",
              "Authentication Issue",
              "Network/Storage Issue",
              "Operation Error",
              "Dependency Problem",
            ]),
          },
        },
        mitigation: {},
      };
      return pick<unknown>([
        { name: "get_logs", arguments: { namespace, service } },
        { name: "exec_shell", arguments: { command: `kubectl get pods -n ${namespace}` } },
        { name: "wait", arguments: { seconds: 10 } },
        { name: "restart", arguments: { service } },
        { name: "rollback", arguments: { service } },
        { name: "scale", arguments: { service, replicas: 1 } },
        { name: "submit", arguments: submissions[task] },
      ]);
    },
  };
}
