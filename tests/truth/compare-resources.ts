/**
 * Do the processes use as much?
 * @module
 */
import type { Check } from "./check.ts";
import type { ResourceUse } from "./observed.ts";

/** CPU and memory may differ by this factor. */
const maxFactor = 2;
/** Less CPU than this (in thousandths of a core) is the measuring itself. */
const minMillicores = 1;

/** Two checks a service that ran all the time: CPU and memory. */
export function compareResources(expected: readonly ResourceUse[], actual: readonly ResourceUse[]): readonly Check[] {
  return expected.flatMap((use): readonly Check[] => {
    const other = actual.find(({ service }) => service === use.service);
    // a pod that lived through the recording but not through the play is the business of the pods' histories
    if (other === undefined) return [];
    const check = (what: string, mine: number, theirs: number, text: (value: number) => string): Check => ({
      area: "resources",
      subject: `${use.service} ${what}`,
      expected: text(mine),
      actual: text(theirs),
      agree: theirs <= mine * maxFactor && theirs >= mine / maxFactor,
    });
    const millicores = (value: number): string => `${Math.round(value * 10) / 10} m`;
    const mebibytes = (value: number): string => `${Math.round(value / 104_857.6) / 10} MiB`;
    const memory = check("memory", use.workingSetBytes, other.workingSetBytes, mebibytes);
    if (use.cpuMillicores < minMillicores) return [memory];
    return [check("CPU", use.cpuMillicores, other.cpuMillicores, millicores), memory];
  });
}
