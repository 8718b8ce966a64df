/**
 * Lists of items as numbers: what a request touches, without texts.
 * @module
 */

const numbers = new Map<string, number>();
const texts: string[] = [];

/** The number of an item; the same text has the same number. */
export function itemNumber(text: string): number {
  let number = numbers.get(text);
  if (number === undefined) {
    number = texts.length;
    numbers.set(text, number);
    texts.push(text);
  }
  return number;
}

/** The text of an item's number. */
export function itemText(number: number): string {
  return texts[number] ?? "";
}

/** A list that is filled again and again. */
export class ItemList {
  count = 0;
  items = new Int32Array(16);

  add(item: number): void {
    if (this.count === this.items.length) {
      const grown = new Int32Array(2 * this.count);
      grown.set(this.items);
      this.items = grown;
    }
    this.items[this.count++] = item;
  }

  /** Fills it with texts. */
  fill(list: readonly string[]): void {
    this.count = 0;
    for (const text of list) this.add(itemNumber(text));
  }

  /** Fills it with numbers. */
  copy({ items, count }: ItemList): void {
    this.count = 0;
    for (let index = 0; index < count; index++) this.add(items[index] as number);
  }
}
