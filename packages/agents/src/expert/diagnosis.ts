/**
 * What the expert concludes, and the form of the rules by which it does.
 * @module
 */
import type { Evidence } from "./evidence.ts";

/** A root cause, as far as the evidence shows it. */
export interface Diagnosis {
  readonly name: string;
  readonly services: readonly string[];
  readonly systemLevel: string;
  readonly faultType: string;
  /** Shell commands that mend it. */
  readonly repair: readonly string[];
}

/** One sign, and what it speaks for. */
export interface Rule {
  readonly name: string;
  diagnose(evidence: Evidence, namespace: string): Diagnosis | undefined;
}

/** A diagnosis without a repair: what is broken lies outside of the policy's reach. */
export function symptom(name: string, service: string, systemLevel: string, faultType: string): Diagnosis {
  return { name, services: [service], systemLevel, faultType, repair: [] };
}
