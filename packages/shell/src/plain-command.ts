/**
 * Commands that need no shell: words, quoted or not, and pipes, without anything that bash would expand, redirect or run in its own way.
 * @module
 */

/** One word's parts: bare text, 'text', "text without expansions". */
const wordPattern = /(?:[\w./:=,@%+-]+|'[ -&(-~]*'|"[ #%-[\]-_a-~]*")+/y;
const partPattern = /'([^']*)'|"([^"]*)"|([^'"]+)/g;

/** The words of commands, each of which reads what the one before it printed. */
export type PlainStages = readonly (readonly string[])[];

/**
 * The words of a command that bash would hand on as they stand; of several where `|` is between them.
 *
 * @returns `undefined` for whatever is more than that, or not printable ASCII, or several lines.
 */
export function plainStages(command: string): PlainStages | undefined {
  const text = command.replaceAll(/^[ \t\n]+|[ \t\n]+$/g, "");
  let words: string[] = [];
  const stages = [words];
  for (let at = 0; at < text.length; ) {
    const start = at;
    while (text[at] === " ") at += 1;
    if (text[at] === "|") {
      // `||` and `|&` are something else
      if (words.length === 0 || text[at + 1] === "|" || text[at + 1] === "&") return undefined;
      words = [];
      stages.push(words);
      at += 1;
      continue;
    }
    if (at === start && words.length > 0) return undefined;
    wordPattern.lastIndex = at;
    const word = wordPattern.exec(text)?.[0];
    if (word === undefined) return undefined;
    words.push(word.replaceAll(partPattern, (_, single, double, bare) => single ?? double ?? bare));
    at += word.length;
  }
  return words.length === 0 && stages.length > 1 ? undefined : stages;
}
