/**
 * What some tests need of the machine they run on. Such a test is skipped where it is missing, and says so.
 *
 * @module
 */

const described = {
  AIOPS_GYM_HELM: "the path of a real Helm",
  AIOPS_GYM_KUBECTL: "the path of a real kubectl 1.34",
  AIOPS_GYM_KUBERNETES_PYTHON: "the path of a Python with the kubernetes package",
  AIOPS_GYM_KUBECONFIG: "a kubeconfig of a real cluster that tests may fill and empty",
  AIOPS_GYM_TRUTH_DIR: "the folder of recordings of a real Hotel Reservation",
} as const;

/**
 * The value of an environment variable that tests need; prints what is skipped where it is not set.
 *
 * @example
 * const kubeconfig = needs("AIOPS_GYM_KUBECONFIG", "the contract on a real cluster");
 * describe.skipIf(kubeconfig === undefined)("the contract on a real cluster", () => { ... });
 */
export function needs(variable: keyof typeof described, what: string): string | undefined {
  const value = process.env[variable];
  if (value !== undefined && value !== "") return value;
  console.log(`skipped: ${what}; set ${variable} to ${described[variable]}`);
  return undefined;
}
