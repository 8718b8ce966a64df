/**
 * Names and labels of releases.
 * @module
 */
import { HelmError } from "./helm-error.ts";

const pattern = String.raw`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`;
const longest = 53;

/** Whether a name may be a release's. */
export function isReleaseName(name: string): boolean {
  return name.length <= longest && new RegExp(pattern).test(name);
}

/** @throws {@link HelmError} for a name that may not be a release's. */
export function checkReleaseName(name: string, doing: string): void {
  if (name === "") throw new HelmError(`${doing}: no name provided`);
  if (!isReleaseName(name))
    throw new HelmError(
      `${doing}: invalid release name, must match regex ${pattern} and the length must not be longer than ${longest}`,
    );
}

const system = ["name", "owner", "status", "version", "createdAt", "modifiedAt"];

/** `--labels a=b,c=d`. @throws {@link HelmError} for those that Helm keeps for itself. */
export function userLabels(pairs: readonly string[]): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals < 0)
      throw new HelmError(
        `invalid argument ${JSON.stringify(pair)} for "-l, --labels" flag: ${pair} must be formatted as key=value`,
      );
    labels[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  if (system.some((label) => label in labels))
    throw new HelmError(
      `user supplied labels contains system reserved label name. System labels: [${system.join(" ")}]`,
    );
  return labels;
}
