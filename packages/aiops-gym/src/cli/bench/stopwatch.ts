/**
 * Time as it passes, and the processor's, which a busy machine blurs less.
 * @module
 */

/** Seconds of a piece of work. */
export interface Elapsed {
  readonly seconds: number;
  /** Of the processor: all threads of this process, compiling and collecting garbage included. */
  readonly cpuSeconds: number;
  /** Of the processor: this thread alone; as time passes, where Node cannot tell. */
  readonly threadSeconds: number;
}

/** Starts; the returned function tells how much has passed since. */
export function startWatch(): () => Elapsed {
  const cpu = process.cpuUsage();
  const thread = threadMicros();
  const started = performance.now();
  return () => {
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return { seconds, cpuSeconds: (user + system) / 1e6, threadSeconds: (threadMicros() - thread) / 1e6 };
  };
}

function threadMicros(): number {
  if (!("threadCpuUsage" in process)) return performance.now() * 1000;
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
