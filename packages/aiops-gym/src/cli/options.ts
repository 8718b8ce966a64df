/**
 * Options that several commands take, and how their texts are read.
 * @module
 */
import { checkTracesSampler, type TracesSampler } from "@aiops-gym/application";
import { InvalidArgumentError, Option } from "commander";

/** Reads a whole number of at least `min`; commander prints what it throws and exits. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isSafeInteger(value) || value < min)
      throw new InvalidArgumentError(`Expected a whole number of at least ${min}.`);
    return value;
  };
}

/** `--seed n` */
export function seedOption(): Option {
  return new Option("--seed <n>", "all chance of the episode comes from it").argParser(wholeNumber(0)).default(7);
}

/** `--traces-sampler always_on`, `--traces-sampler rate_limiting=10` */
export function tracesSamplerOption(): Option {
  const what = "which requests are traced: always_on, or so many a second: rate_limiting=<n>";
  return new Option("--traces-sampler <sampler>", what).argParser((text): TracesSampler => {
    const [kind, rate] = text.split("=");
    try {
      return checkTracesSampler(rate === undefined ? { kind } : { kind, tracesPerSecond: Number(rate) });
    } catch {
      throw new InvalidArgumentError("Expected always_on, or rate_limiting= and a number above 0.");
    }
  });
}

/** `--json` */
export function jsonOption(what: string): Option {
  return new Option("--json", what);
}
