/**
 * Deployments: rollouts, scaling, pause, rollback, progress deadline.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { container, deployment } from "./manifests.ts";

export const deployments: readonly Scenario[] = [
  {
    name: "deployment-rolls-out",
    title: "A Deployment of two comes up and rolls to a new template",
    seconds: 25,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      {
        at: 10,
        do: "patch",
        target: { kind: "deployment", name: "web" },
        patch: {
          type: "strategic",
          body: { spec: { template: { spec: { containers: [container({ env: [{ name: "V", value: "2" }] })] } } } },
        },
      },
    ],
  },
];
