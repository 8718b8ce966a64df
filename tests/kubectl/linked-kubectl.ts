/**
 * A kubectl that is linked into one program with other components (hyperkube): it has another way out for mistakes in flags, which words
 * them otherwise than Kubernetes' releases do.
 * @module
 */
import { realpathSync } from "node:fs";
import { basename } from "node:path";
import type { Verdict } from "./verdict.ts";

/** Whether a program is such a kubectl: a link to a file of another name. */
export function isLinked(program: string): boolean {
  return program.includes("/") && !basename(realpathSync(program)).startsWith("kubectl");
}

const flagMistake =
  /^error: (unknown (shorthand )?flag|invalid argument .* flag:|required flag\(s\)|flag needs an argument)/;

/** The verdicts that mean something of a program: of a linked one those on mistakes in flags do not. */
export function meaningful(program: string, verdicts: readonly Verdict[]): readonly Verdict[] {
  if (!isLinked(program)) return verdicts;
  const kept = verdicts.filter(({ recorded }) => !flagMistake.test(recorded?.stderr ?? ""));
  const left = verdicts.length - kept.length;
  if (left > 0)
    console.info(
      `${verdicts[0]?.state}: ${left} lines on mistakes in flags are not compared; ${program} is linked with other components`,
    );
  return kept;
}
