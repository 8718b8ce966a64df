/**
 * A cache of what was made of things that live on by themselves, for the latest of them only.
 * @module
 */

/**
 * Forgets the oldest when there are too many. It holds its keys: a `WeakRef` would keep every one of them until the event loop's
 * next turn, which a loop of steps without timers or sockets never comes to.
 */
export class LatestMap<K extends object, V> {
  readonly #values = new Map<K, V>();
  readonly #most: number;

  /** @param most - Entries that are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: K): V | undefined {
    return this.#values.get(key);
  }

  /** Keeps a value, the latest of its key. */
  set(key: K, value: V): void {
    if (this.#values.size >= this.#most && !this.#values.has(key)) {
      for (const oldest of this.#values.keys()) {
        this.#values.delete(oldest);
        break;
      }
    }
    this.#values.set(key, value);
  }
}
