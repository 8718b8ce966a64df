/**
 * One at a time: what lets a simulation's time pass while it waits must not mix with others' requests.
 * @module
 */

/** A queue of tasks that run one after the other, in the order in which they came. */
export class Gate {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task when those before it are done; answers as it does. */
  run<T>(task: () => T | Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
