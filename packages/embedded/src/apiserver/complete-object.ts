/**
 * Completion of objects on their way in: defaults and what admission adds.
 * @module
 */
import { badRequest, type KindInfo, QuantityError } from "@aiops-gym/cluster";
import { applyObjectDefaults } from "./defaults/index.ts";
import type { Draft } from "./draft.ts";

/** Fills in defaults; amounts that are none make the whole request unreadable. */
export function completeObject(info: KindInfo, object: Draft, admit: () => void): void {
  if (info.custom) return;
  try {
    applyObjectDefaults(info.kind, object);
    admit();
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    const { kind, version } = info;
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`);
  }
}
