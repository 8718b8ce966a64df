/**
 * How many keys a request asks a cache for, and how many of them the cache has, without making the keys.
 * @module
 */
import type { RequestDraft } from "../../workload/draft.ts";
import { type ItemList, itemText } from "../../workload/item-list.ts";
import type { StoreState } from "../store-server.ts";
import { renderTemplate, type Template } from "../template.ts";

type Cache = Extract<StoreState, { kind: "memcached" }>;

/** Items of a second list that can be told apart by bits. */
const mostBits = 31;

/** Looks of one step into one cache. What it keeps holds while the cache's `turnover` is the same. */
export class CacheLook {
  readonly #template: Template;
  readonly #draft: RequestDraft;
  /** Indices of the lists that keys are made of; -1: one list is all. */
  readonly #first: number;
  readonly #second: number;
  #turnover = -1;
  /** By first item: what the cache has for it (1; of pairs a bit for every second item), and as of which time. */
  #kept = new Int32Array(64);
  #keptAt = new Int32Array(64);
  #time = 0;
  /** Second items by bit, and bits by second item, plus one. */
  readonly #others: number[] = [];
  readonly #bits: number[] = [];
  /** By first item: its keys, in the order of bits. */
  readonly #texts: string[][] = [];

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
    const { count } = this.#draft.list(this.#first);
    return this.#second < 0 || count === 0 ? count : count * this.#draft.list(this.#second).count;
  }

  /** How many of them the cache has; -1 when that cannot be told like this. */
  hits(cache: Cache): number {
    if (cache.turnover !== this.#turnover) {
      this.#turnover = cache.turnover;
      this.#time += 1;
    }
    const mask = this.#second < 0 ? 1 : this.#maskOf(this.#draft.list(this.#second));
    if (mask < 0) return -1;
    const { items, count } = this.#draft.list(this.#first);
    let hits = 0;
    for (let index = 0; index < count; index++) {
      let both = this.#keptOf(cache, items[index] as number) & mask;
      while (both !== 0) {
        both &= both - 1;
        hits += 1;
      }
    }
    return hits;
  }

  /** Bits of a list's items; -1 when there are too many, or one comes twice. */
  #maskOf({ items, count }: ItemList): number {
    let mask = 0;
    for (let index = 0; index < count; index++) {
      const item = items[index] as number;
      let bit = this.#bits[item];
      if (bit === undefined) {
        if (this.#others.length >= mostBits) return -1;
        bit = this.#others.length;
        this.#bits[item] = bit;
        this.#others.push(item);
        // What was found so far says nothing of this one.
        this.#time += 1;
      }
      if ((mask & (1 << bit)) !== 0) return -1;
      mask |= 1 << bit;
    }
    return mask;
  }

  #keptOf(cache: Cache, item: number): number {
    if (item >= this.#kept.length) {
      this.#kept = new Int32Array(2 * item);
      this.#keptAt = new Int32Array(2 * item);
    }
    if (this.#keptAt[item] === this.#time) return this.#kept[item] as number;
    const texts = this.#textsOf(item);
    let kept = 0;
    for (let bit = 0; bit < texts.length; bit++) if (cache.items.has(texts[bit] as string)) kept |= 1 << bit;
    this.#kept[item] = kept;
    this.#keptAt[item] = this.#time;
    return kept;
  }

  #textsOf(item: number): readonly string[] {
    this.#texts[item] ??= [];
    const texts = this.#texts[item] as string[];
    const wanted = this.#second < 0 ? 1 : this.#others.length;
    while (texts.length < wanted) texts.push(this.#key(itemText(item), itemText(this.#others[texts.length] ?? -1)));
    return texts;
  }

  #key(item: string, other: string): string {
    const first = this.#template.names[0];
    return renderTemplate(this.#template, (name) => (name === first ? item : other));
  }
}
