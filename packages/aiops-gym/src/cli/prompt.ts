/**
 * A prompt for people, whose lines may also come from a file or a pipe.
 * @module
 */
import { createInterface } from "node:readline/promises";

/** Asks for lines. Disposing of it gives the terminal back. */
export interface Prompt extends Disposable {
  /** The next line without white space around it; undefined when the input has ended. */
  ask(question: string): Promise<string | undefined>;
  /** What tab completes from now on: given the line so far, whole lines. */
  complete: (line: string) => readonly string[];
}

/** Reads the process's standard input. */
export function createPrompt(signal?: AbortSignal): Prompt {
  const { stdin, stdout } = process;
  const prompt: Prompt = {
    complete: () => [],
    ask: async (question) => {
      // The end of a pipe closes the reader while lines that came before it still wait.
      if (!closed) {
        reader.setPrompt(question);
        reader.prompt();
      }
      // `question` would lose lines that a pipe brings before it is called again.
      const { value, done } = await lines.next();
      return done ? undefined : String(value).trim();
    },
    [Symbol.dispose]: () => reader.close(),
  };
  const reader = createInterface({
    input: stdin,
    output: stdout,
    terminal: stdin.isTTY === true && stdout.isTTY === true,
    completer: (line: string): [string[], string] => [
      prompt.complete(line).filter((one) => one.startsWith(line)),
      line,
    ],
    ...(signal === undefined ? {} : { signal }),
  });
  let closed = false;
  reader.on("close", () => {
    closed = true;
  });
  reader.on("SIGINT", () => process.emit("SIGINT"));
  const lines = reader[Symbol.asyncIterator]();
  return prompt;
}
