/**
 * Log lines as the Go services print them: zerolog's JSON on stderr at first, then its coloured console format on stdout.
 * @module
 */
import type { LogLine, Step } from "@aiops-gym/application";

/** Where the services' sources lay when they were built: the beginning of every path in their logs. */
export const sourceRoot = "github.com/harlow/go-micro-services/";

const csi = "\u001b[";

/** Levels of zerolog's console format with their colours. */
const levels = {
  INF: { severity: "info", text: `${csi}32mINF${csi}0m` },
  ERR: { severity: "error", text: `${csi}1m${csi}31mERR${csi}0m${csi}0m` },
  FTL: { severity: "fatal", text: `${csi}1m${csi}31mFTL${csi}0m${csi}0m` },
  PNC: { severity: "fatal", text: `${csi}1m${csi}31mPNC${csi}0m${csi}0m` },
} as const;

/** A line of zerolog's console writer; `source` is a path and line below {@link sourceRoot}. */
export function consoleLine(level: keyof typeof levels, source: string, message: string): LogLine {
  const time = `${csi}90m{now.rfc3339}${csi}0m`;
  const place = `${csi}1m${sourceRoot}${source}${csi}0m${csi}36m >${csi}0m`;
  return {
    stream: "stdout",
    severity: levels[level].severity,
    text: `${time} ${levels[level].text} ${place} ${message}`,
  };
}

/** A step that prints a line at level INF. */
export function info(source: string, message: string): Step {
  return { do: "log", line: consoleLine("INF", source, message) };
}

/** What every service prints first, before its console writer is set up. */
export const firstLines: readonly Step[] = [
  "TLS disabled.",
  "Set global log level: info",
  "Tune: setGCPercent to 100",
].map((message) => ({
  do: "log",
  line: {
    stream: "stderr",
    severity: "info",
    text: `{"level":"info","time":"{now.rfc3339}","message":"${message}"}`,
  },
}));

/** A line of Go's standard logger, as olivere's resolver uses it. */
export function standardLine(message: string): LogLine {
  return { stream: "stderr", severity: "error", text: `{now.go} ${message}` };
}
