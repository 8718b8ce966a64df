/**
 * Policies by the names that the command line knows them by.
 * @module
 */
import { expertPolicy, noopPolicy, oraclePolicy, type Policy, randomPolicy } from "@aiops-gym/agents";
import type { Problem } from "@aiops-gym/problems";

/** What `--policy` takes. */
export const policyNames = ["expert", "oracle", "random", "noop", "human"] as const;
export type PolicyName = (typeof policyNames)[number];

/** Makes a policy for one episode. `human` is a person, whose prompt the caller makes. */
export function createPolicy(name: Exclude<PolicyName, "human">, problem: Problem, seed: number): Policy {
  switch (name) {
    case "expert":
      return expertPolicy();
    case "oracle":
      return oraclePolicy(problem);
    case "random":
      return randomPolicy(seed);
    case "noop":
      return noopPolicy();
  }
}
