/**
 * A cache of what was made of things that live on by themselves, for the latest of them only.
 * @module
 */

/** Forgets the oldest when there are too many, and whatever nobody holds any more. */
export class LatestMap<K extends object, V> {
  readonly #values = new WeakMap<K, V>();
  readonly #keys: WeakRef<K>[] = [];
  readonly #most: number;
  #next = 0;

  /** @param most - Entries that are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: K): V | undefined {
    return this.#values.get(key);
  }

  /** Keeps the value of a key that has none. */
  set(key: K, value: V): void {
    const oldest = this.#keys[this.#next]?.deref();
    if (oldest !== undefined) this.#values.delete(oldest);
    this.#keys[this.#next] = new WeakRef(key);
    this.#next = (this.#next + 1) % this.#most;
    this.#values.set(key, value);
  }
}
