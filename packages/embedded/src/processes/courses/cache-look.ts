/**
 * How many keys a request asks a cache for, and how many of them the cache has, without making the keys.
 * @module
 */
import type { RequestDraft } from "../../workload/draft.ts";
import type { StoreState } from "../store-server.ts";
import { renderTemplate, type Template } from "../template.ts";

type Cache = Extract<StoreState, { kind: "memcached" }>;

/** Items of a second list that can be told apart by bits. */
const mostBits = 31;
const mostKnown = 10_000;

/** Looks of one step into one cache. What it keeps holds while the cache's `turnover` is the same. */
export class CacheLook {
  readonly #template: Template;
  readonly #draft: RequestDraft;
  /** Indices of the lists that keys are made of; -1: one list is all. */
  readonly #first: number;
  readonly #second: number;
  #turnover = -1;
  /** Hits by list. */
  readonly #hits = new Map<readonly string[], number>();
  /** Of pairs: bits by second item, bits of a second list, and those bits that a first item has keys for. */
  readonly #bits = new Map<string, number>();
  readonly #masks = new Map<readonly string[], number>();
  readonly #kept = new Map<string, number>();
  /** Keys of a first item with the second ones, in the order of their bits. */
  readonly #texts = new Map<string, string[]>();

  private constructor(template: Template, draft: RequestDraft, first: number, second: number) {
    this.#template = template;
    this.#draft = draft;
    this.#first = first;
    this.#second = second;
  }

  /** For the keys of a template; null when they are not made of one list or of two. */
  static of(template: Template, draft: RequestDraft): CacheLook | null {
    const lists = [...new Set(template.names)].map((name) => draft.indexOf(name));
    const [first = -1, second = -1] = lists;
    if (lists.length > 2 || !lists.every((index) => index >= 0 && draft.isList(index))) return null;
    return first < 0 ? null : new CacheLook(template, draft, first, second);
  }

  /** How many keys the request at hand asks for. */
  keys(): number {
    const first = this.#list(this.#first).length;
    return this.#second < 0 || first === 0 ? first : first * this.#list(this.#second).length;
  }

  #list(index: number): readonly string[] {
    return this.#draft.value(index) as readonly string[];
  }

  /** How many of them the cache has. */
  hits(cache: Cache): number {
    if (cache.turnover !== this.#turnover) {
      this.#turnover = cache.turnover;
      this.#hits.clear();
      this.#kept.clear();
    }
    const list = this.#list(this.#first);
    return this.#second < 0 ? this.#hitsOf(cache, list) : this.#hitsOfPairs(cache, list, this.#list(this.#second));
  }

  #hitsOf(cache: Cache, list: readonly string[]): number {
    let hits = this.#hits.get(list);
    if (hits === undefined) {
      hits = 0;
      for (const item of list) if (cache.items.has(renderTemplate(this.#template, () => item))) hits += 1;
      if (this.#hits.size > mostKnown) this.#hits.clear();
      this.#hits.set(list, hits);
    }
    return hits;
  }

  #hitsOfPairs(cache: Cache, list: readonly string[], others: readonly string[]): number {
    let mask = this.#masks.get(others);
    if (mask === undefined) {
      if (this.#masks.size > mostKnown) this.#masks.clear();
      mask = this.#maskOf(others);
      this.#masks.set(others, mask);
    }
    let hits = 0;
    if (mask < 0) {
      for (const item of list) for (const other of others) if (cache.items.has(this.#pair(item, other))) hits += 1;
      return hits;
    }
    for (let index = 0; index < list.length; index++) {
      let both = this.#keptOf(cache, list[index] as string) & mask;
      while (both !== 0) {
        both &= both - 1;
        hits += 1;
      }
    }
    return hits;
  }

  /** Bits of a list's items; -1 when there are too many, or one comes twice. */
  #maskOf(others: readonly string[]): number {
    let mask = 0;
    for (const other of others) {
      let bit = this.#bits.get(other);
      if (bit === undefined) {
        bit = this.#bits.size;
        if (bit >= mostBits) return -1;
        this.#bits.set(other, bit);
        this.#kept.clear();
      }
      if ((mask & (1 << bit)) !== 0) return -1;
      mask |= 1 << bit;
    }
    return mask;
  }

  #keptOf(cache: Cache, item: string): number {
    let kept = this.#kept.get(item);
    if (kept === undefined) {
      kept = 0;
      const texts = this.#textsOf(item);
      for (let bit = 0; bit < texts.length; bit++) if (cache.items.has(texts[bit] as string)) kept |= 1 << bit;
      if (this.#kept.size > mostKnown) this.#kept.clear();
      this.#kept.set(item, kept);
    }
    return kept;
  }

  #textsOf(item: string): readonly string[] {
    let texts = this.#texts.get(item);
    if (texts === undefined) {
      if (this.#texts.size > mostKnown) this.#texts.clear();
      texts = [];
      this.#texts.set(item, texts);
    }
    if (texts.length < this.#bits.size)
      for (const [other, bit] of this.#bits) if (bit >= texts.length) texts.push(this.#pair(item, other));
    return texts;
  }

  #pair(item: string, other: string): string {
    const first = this.#template.names[0];
    return renderTemplate(this.#template, (name) => (name === first ? item : other));
  }
}
