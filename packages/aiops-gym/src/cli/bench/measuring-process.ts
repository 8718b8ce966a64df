/**
 * Measurements in a process of their own: code that was compiled for another measurement, and what another one left behind, change
 * what steps cost by half.
 * @module
 */
import { fork } from "node:child_process";
import { benchMeasurements } from "./all-measurements.ts";
import { type BenchSize, type Figure, takeFigures } from "./measurement.ts";

/** What such a process is told. */
interface Order {
  /** Of the measurement. */
  readonly name: string;
  readonly size: BenchSize;
}

/**
 * Takes a measurement's figures in a process of its own, which runs what this one runs: sources, or what was built.
 *
 * @param name - One of `benchMeasurements`.
 * @throws what was thrown there goes to stderr; here, an `Error` with its exit code.
 */
export async function measureApart(name: string, size: BenchSize, signal: AbortSignal): Promise<readonly Figure[]> {
  signal.throwIfAborted();
  const child = fork(import.meta.filename, [], { execArgv: process.execArgv, serialization: "advanced", signal });
  const order: Order = { name, size };
  child.send(order);
  return new Promise((resolve, reject) => {
    let figures: readonly Figure[] | undefined;
    child.once("message", (message) => {
      figures = message as readonly Figure[];
    });
    child.once("error", reject);
    // Not before it is over: it would disturb the next.
    child.once("exit", (code, killedBy) => {
      if (figures !== undefined && code === 0) resolve(figures);
      else reject(new Error(`The process that measures ${name} ended with ${killedBy ?? code}.`));
    });
  });
}

async function obey({ name, size }: Order): Promise<void> {
  // Nobody waits for figures any more: the process that asked has got them, or was killed.
  process.once("disconnect", () => process.exit());
  if (!process.connected) process.exit();
  const measurement = benchMeasurements.find((one) => one.name === name);
  if (measurement === undefined) throw new Error(`There is no measurement "${name}".`);
  const figures = await takeFigures(measurement, size, new AbortController().signal);
  process.send?.(figures, () => process.disconnect());
}

if (import.meta.main && process.send !== undefined) process.once("message", obey);
