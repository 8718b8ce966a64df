/**
 * How many keys a request asks a cache for, and how many of them the cache has, without making the keys.
 * @module
 */
import type { RequestDraft } from "../../workload/draft.ts";
import { type ItemList, itemText } from "../../workload/item-list.ts";
import type { StoreState } from "../store-server.ts";
import { turnedSince } from "../stores/memcached-server.ts";
import { renderTemplate, type Template } from "../template.ts";

type Cache = Extract<StoreState, { kind: "memcached" }>;

/** Items of a second list that can be told apart by bits. */
const mostBits = 31;
const several = -1;

/** What is the same for all simulations: second items by bit, bits by second item, so that a request's bits can be kept; keys. */
interface Bits {
  readonly others: number[];
  readonly bits: number[];
  /** By first item: its keys, in the order of bits. */
  readonly texts: (string[] | undefined)[];
  /** By key: its first item; {@link several} when it is a key of more than one. */
  readonly items: Map<string, number>;
}

const bitsOf = new WeakMap<RequestDraft, Map<string, Bits>>();

function sharedBits(draft: RequestDraft, template: Template): Bits {
  let known = bitsOf.get(draft);
  if (known === undefined) {
    known = new Map();
    bitsOf.set(draft, known);
  }
  const key = JSON.stringify([template.names, template.literals]);
  let bits = known.get(key);
  if (bits === undefined) {
    bits = { others: [], bits: [], texts: [], items: new Map() };
    known.set(key, bits);
  }
  return bits;
}

/** Looks of one step into one cache. What it keeps holds while the cache's `turnover` is the same. */
export class CacheLook {
  readonly #template: Template;
  readonly #draft: RequestDraft;
  /** Indices of the lists that keys are made of; -1: one list is all. */
  readonly #first: number;
  readonly #second: number;
  readonly #bits: Bits;
  #cache: Cache | null = null;
  #turnover = -1;
  /** How many second items there were when the time began. */
  #othersThen = 0;
  /** By first item: what the cache has for it (1; of pairs a bit for every second item), and as of which time. */
  #kept = new Int32Array(64);
  #keptAt = new Int32Array(64);
  #time = 0;

  private constructor(template: Template, draft: RequestDraft, first: number, second: number) {
    this.#template = template;
    this.#draft = draft;
    this.#first = first;
    this.#second = second;
    this.#bits = sharedBits(draft, template);
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
    const mask = this.mask();
    if (mask < 0) return -1;
    this.#begin(cache);
    const { items, count } = this.#draft.list(this.#first);
    let hits = 0;
    for (let index = 0; index < count; index++) hits += bitsIn(this.#keptOf(cache, items[index] as number) & mask);
    return hits;
  }

  /** The first items of the request at hand. */
  items(): ItemList {
    return this.#draft.list(this.#first);
  }

  /** Bits of the second items of the request at hand; -1 when there are too many, or one comes twice. */
  mask(): number {
    if (this.#second < 0) return 1;
    const { items, count } = this.#draft.list(this.#second);
    const { others, bits } = this.#bits;
    let mask = 0;
    for (let index = 0; index < count; index++) {
      const item = items[index] as number;
      let bit = bits[item];
      if (bit === undefined) {
        if (others.length >= mostBits) return -1;
        bit = others.length;
        bits[item] = bit;
        others.push(item);
      }
      if ((mask & (1 << bit)) !== 0) return -1;
      mask |= 1 << bit;
    }
    return mask;
  }

  /** As {@link CacheLook.hits}, of a request whose first items and mask are at hand. */
  hitsOf(cache: Cache, words: Uint16Array, from: number, count: number, mask: number): number {
    this.#begin(cache);
    let hits = 0;
    for (let at = from; at < from + count; at++) hits += bitsIn(this.#keptOf(cache, words[at] as number) & mask);
    return hits;
  }

  #begin(cache: Cache): void {
    const { turnover } = cache;
    const known = this.#bits.others.length;
    // What was found so far says nothing of second items that are new.
    if (turnover === this.#turnover && known === this.#othersThen && cache === this.#cache) return;
    if (known !== this.#othersThen || !this.#follow(cache)) this.#time += 1;
    this.#cache = cache;
    this.#turnover = turnover;
    this.#othersThen = known;
  }

  /** Forgets what was found of keys that came or went since; false when it is not known which these are. */
  #follow(cache: Cache): boolean {
    const turned = cache === this.#cache ? turnedSince(cache, this.#turnover) : undefined;
    if (turned === undefined) return false;
    const { keys, begin } = turned;
    for (let index = begin; index < keys.length; index++) {
      const item = this.#bits.items.get(keys[index] as string);
      if (item === several) return false;
      if (item !== undefined && item < this.#keptAt.length) this.#keptAt[item] = 0;
    }
    return true;
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
    const { others, texts: known } = this.#bits;
    let texts = known[item];
    if (texts === undefined) {
      texts = [];
      known[item] = texts;
    }
    const wanted = this.#second < 0 ? 1 : others.length;
    while (texts.length < wanted) {
      const key = this.#key(itemText(item), itemText(others[texts.length] ?? -1));
      texts.push(key);
      this.#bits.items.set(key, this.#bits.items.has(key) ? several : item);
    }
    return texts;
  }

  #key(item: string, other: string): string {
    const first = this.#template.names[0];
    return renderTemplate(this.#template, (name) => (name === first ? item : other));
  }
}

/** How many bits are set. */
function bitsIn(bits: number): number {
  if (bits === 0) return 0;
  if (bits === 1) return 1;
  let left = bits - ((bits >>> 1) & 0x5555_5555);
  left = (left & 0x3333_3333) + ((left >>> 2) & 0x3333_3333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
