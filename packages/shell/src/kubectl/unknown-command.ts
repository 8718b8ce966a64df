/**
 * What kubectl says of a word that is no command.
 * @module
 */
import { KubectlError } from "./kubectl-error.ts";

/** kubectl's own commands, in its order: suggestions come in it. */
const known =
  "create expose run set explain get edit delete rollout scale autoscale certificate cluster-info top cordon uncordon drain taint describe " +
  "logs attach exec port-forward proxy cp auth debug events diff apply patch replace wait kustomize label annotate completion " +
  "config plugin version api-versions api-resources options";

/** Suggests commands that are at most two letters away, and those that begin so. */
export function unknownCommand(word: string): KubectlError {
  const lower = word.toLowerCase();
  const similar = known
    .split(" ")
    .filter((name) => editDistance(lower, name.toLowerCase()) <= 2 || name.toLowerCase().startsWith(lower));
  const start = `unknown command ${JSON.stringify(word)} for "kubectl"`;
  if (similar.length === 0) return new KubectlError(start);
  const names = similar.map((name) => `\t${name}`).join("\n");
  return new KubectlError(`${start}\n\nDid you mean this?\n${names}`);
}

/** How many letters have to be put in, left out or replaced (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
