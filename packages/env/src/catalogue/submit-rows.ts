/**
 * The catalogue's entries that answer: what can be submitted, made discrete for each task.
 * @module
 */
import { faultTypes, systemLevels, type TaskKind } from "@aiops-gym/problems";
import type { CatalogueRow } from "./catalogue-entry.ts";
import type { RowKind } from "./repair-rows.ts";

function submit(task: TaskKind, answer: string, args: Readonly<Record<string, unknown>>): CatalogueRow {
  const words = answer === "" ? "that the application is repaired" : answer;
  return {
    id: answer === "" ? "submit" : `submit ${answer}`,
    description: `submit ${words}; ends the episode`,
    action: { name: "submit", arguments: args },
    task,
    needs: [],
  };
}

/** Answers, and in localization the services of an answer that names several. */
export const submitKinds: readonly RowKind[] = [
  {
    kind: "mark",
    rows: ({ services }) =>
      services.map((service) => ({
        id: `mark ${service}`,
        description: `add ${service} to the answer that is submitted later`,
        action: { name: "wait", arguments: { seconds: 1 } },
        task: "localization",
        mark: service,
        needs: [],
      })),
  },
  {
    kind: "submit",
    rows: ({ services }) => [
      ...["Yes", "No"].map((answer) => submit("detection", answer, { has_anomaly: answer })),
      ...services.map((service) => submit("localization", service, { faulty_components: [service] })),
      ...systemLevels.flatMap((level) =>
        faultTypes.map((type) =>
          submit("analysis", `${level} / ${type}`, { analysis: { system_level: level, fault_type: type } }),
        ),
      ),
      submit("mitigation", "", {}),
    ],
  },
];
