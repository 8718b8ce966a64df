/**
 * Objects to be printed through Go's templates.
 * @module
 */
import { deployment, service } from "../../fidelity/scenarios/manifests.ts";
import { configMap, object } from "../objects.ts";
import type { State } from "../state.ts";

export const goTemplateStates: readonly State[] = [
  {
    name: "go-template",
    title: "A deployment, a service, config maps and a secret",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          deployment("web", { replicas: 2, progressDeadlineSeconds: 1_000_000 }),
          service("web"),
          configMap("plain", { a: "1", b: "two", "c.txt": "line one\nline two\n" }),
          configMap("empty", {}),
          object("v1", "Secret", "pass", { stringData: { user: "admin", word: "s<e>cret" } }),
        ],
      },
    ],
    seconds: 12,
  },
];
