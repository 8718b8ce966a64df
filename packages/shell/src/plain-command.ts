/**
 * Commands that need no shell: words, quoted or not, without anything that bash would expand, redirect or run in its own way.
 * @module
 */

/** One word's parts: bare text, 'text', "text without expansions". */
const wordPattern = /(?:[\w./:=,@%+-]+|'[ -&(-~]*'|"[ #%-[\]-_a-~]*")+/y;
const partPattern = /'([^']*)'|"([^"]*)"|([^'"]+)/g;

/** The latest commands: policies send the same again and again. */
const known = new Map<string, readonly string[] | undefined>();
const mostKnown = 256;
const longestKnown = 500;

/**
 * The words of a command that bash would hand on as they stand.
 *
 * @returns `undefined` for whatever is more than that, or not printable ASCII, or several lines.
 */
export function plainWords(command: string): readonly string[] | undefined {
  if (known.has(command)) return known.get(command);
  const words = wordsOf(command);
  if (command.length > longestKnown) return words;
  if (known.size >= mostKnown) known.clear();
  known.set(command, words);
  return words;
}

function wordsOf(command: string): readonly string[] | undefined {
  const text = command.replaceAll(/^[ \t\n]+|[ \t\n]+$/g, "");
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    wordPattern.lastIndex = at;
    const word = wordPattern.exec(text)?.[0];
    if (word === undefined) return undefined;
    words.push(word.replaceAll(partPattern, (_, single, double, bare) => single ?? double ?? bare));
    at += word.length;
    if (at === text.length) break;
    const start = at;
    while (text[at] === " ") at += 1;
    if (at === start) return undefined;
  }
  return words;
}
