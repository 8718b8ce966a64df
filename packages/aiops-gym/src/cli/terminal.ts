/**
 * Where the command line writes: streams, width and colours.
 * @module
 */
import { styleText } from "node:util";

/** A style of `node:util`'s `styleText`, or several. */
export type Style = Parameters<typeof styleText>[0];

/** What commands write to. */
export interface Terminal {
  /** Writes a line of results. */
  line(text?: string): void;
  /** Writes a line about how things go, beside the results. */
  note(text: string): void;
  /** Shows that something is going on, until the returned function is called; only where somebody looks. */
  progress(text: string): () => void;
  /** Colours a text; gives it back as it is where colours are off. */
  style(style: Style, text: string): string;
  /** Columns to fill. */
  readonly width: number;
}

/** Wider views would not be easier to read. */
const maxWidth = 100;
const defaultWidth = 80;
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** The process's own terminal. Colours are off when it is none, or `NO_COLOR` is set. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  return {
    line: (text = "") => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    progress: (text) => {
      if (!stderr.isTTY) return () => undefined;
      let frame = 0;
      const draw = () => stderr.write(`\r${frames[frame++ % frames.length]} ${text}`);
      draw();
      const timer = setInterval(draw, 80);
      let stopped = false;
      return () => {
        if (stopped) return;
        stopped = true;
        clearInterval(timer);
        stderr.write("\r\u001b[K");
      };
    },
    style: (style, text) => styleText(style, text, { stream: stdout }),
    width: Math.min(stdout.columns ?? defaultWidth, maxWidth),
  };
}
