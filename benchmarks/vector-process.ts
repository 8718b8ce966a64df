/**
 * Half of a vector's environments in a process of its own. Two such processes share nothing, so what two give over one is as much as
 * two worker threads could.
 *
 * @module
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { makeSubject } from "./vector-subjects.ts";
import { wholeSteps } from "./whole-steps.ts";

interface Order {
  readonly seed: number;
  readonly batches: number;
}

/** Such a process, as its parent sees it. */
export class VectorProcess {
  readonly #child: ChildProcess = fork(import.meta.filename, [], { execArgv: process.execArgv });

  /** Steps per second of so many whole steps, after a reset. */
  async run(order: Order): Promise<number> {
    const answer = once(this.#child, "message");
    this.#child.send(order);
    const [rate] = await answer;
    return rate as number;
  }

  close(): void {
    this.#child.disconnect();
  }
}

if (import.meta.main && process.send !== undefined) {
  const subject = await makeSubject("half");
  process.on("disconnect", () => process.exit());
  process.on("message", async ({ seed, batches }: Order) => {
    await subject.vector.reset({ seed });
    process.send?.(await wholeSteps(subject, batches));
  });
}
