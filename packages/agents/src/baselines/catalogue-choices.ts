/**
 * A catalogue's entries as choices of a learner.
 * @module
 */
import type { CatalogueEntry } from "@aiops-gym/env";
import type { NumberedChoice } from "./choices.ts";

/**
 * Describes entries by what they do and the service they do it to: `scale geo 2x` is `scale 2x`, about geo's row.
 *
 * @param services - In the order of the feature view's rows.
 */
export function catalogueChoices(
  entries: readonly CatalogueEntry[],
  services: readonly string[],
): readonly NumberedChoice[] {
  return entries.map((entry) => {
    const service = serviceOf(entry);
    const row = service === undefined ? -1 : services.indexOf(service);
    const group = service === undefined ? entry.id : withoutWord(entry.id, service);
    return { group: row < 0 ? entry.id : group, row };
  });
}

function serviceOf({ action, mark }: CatalogueEntry): string | undefined {
  if (mark !== undefined) return mark;
  const { service, store, faulty_components: faulty } = action.arguments;
  const [first] = Array.isArray(faulty) ? (faulty as readonly unknown[]) : [];
  return [service, store, first].find((value) => typeof value === "string");
}

function withoutWord(id: string, word: string): string {
  return id
    .split(" ")
    .filter((part) => part !== word)
    .join(" ");
}
