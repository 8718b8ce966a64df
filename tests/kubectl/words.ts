/**
 * Command lines as words.
 * @module
 */
import type { Cluster, KubeObject } from "@aiops-gym/cluster";
import { kindOf } from "../fidelity/requests.ts";

/** Splits a line as a shell does: single and double quotes, backslashes. */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs)) {
    words.push(
      word.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs, (_, single?: string, double?: string, escaped?: string) =>
        single !== undefined ? single : double !== undefined ? double.replace(/\\(["\\$`])/g, "$1") : (escaped ?? ""),
      ),
    );
  }
  return words;
}

/** Puts names in for `{{kind selector}}`; the word `none` where nothing is found. */
export async function fillNames(cluster: Cluster, namespace: string, line: string): Promise<string> {
  let text = line;
  for (const [whole, kind = "", labelSelector = ""] of line.matchAll(
    /\{\{([A-Za-z][\w.]*) ([\w./-]+!?=[\w./,=!-]+)\}\}/g,
  )) {
    const { items } = await cluster.api.list({ ...kindOf(kind), namespace, labelSelector });
    const age = ({ metadata }: KubeObject): string => `${metadata.creationTimestamp} ${metadata.name}`;
    const [oldest] = [...items].sort((a, b) => (age(a) < age(b) ? -1 : 1));
    text = text.replace(whole, oldest?.metadata.name ?? "none");
  }
  return text;
}
