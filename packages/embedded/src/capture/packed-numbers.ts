/**
 * Short lists of amounts in as many bytes as they need. A list is a text of one character a byte: engines keep it in little more than
 * its bytes, forks share it, and it cannot change.
 * @module
 */

/** The text in the making; reused. */
let bytes = Buffer.alloc(1024);
const float = new Float64Array(1);
const floatBytes = new Uint8Array(float.buffer);
/** Beyond it integers are written as floats. */
const mostInteger = 0x10_0000_0000_0000;
const mostBytes = 10;

/** Packs numbers: integers from 0 seven bits a byte, least first, all others in {@link mostBytes}. */
export function packNumbers(numbers: readonly number[]): string {
  if (bytes.length < mostBytes * numbers.length) bytes = Buffer.alloc(2 * mostBytes * numbers.length);
  let at = 0;
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index] as number;
    let rest = number;
    if (!(rest >= 0 && rest < mostInteger && Math.floor(rest) === rest) || Object.is(rest, -0)) {
      // No integer is written so: its last byte would be superfluous.
      bytes[at++] = 0x80;
      bytes[at++] = 0;
      float[0] = number;
      bytes.set(floatBytes, at);
      at += floatBytes.length;
      continue;
    }
    while (rest >= 0x80) {
      const high = Math.floor(rest / 0x80);
      bytes[at++] = rest - high * 0x80 + 0x80;
      rest = high;
    }
    bytes[at++] = rest;
  }
  return bytes.toString("latin1", 0, at);
}

/** Reads what {@link packNumbers} wrote, number by number. */
export class PackedReader {
  #text = "";
  #at = 0;

  /** Begins another text. */
  open(text: string): void {
    this.#text = text;
    this.#at = 0;
  }

  /** Whether there are more numbers. */
  get more(): boolean {
    return this.#at < this.#text.length;
  }

  /** The next number. */
  next(): number {
    const text = this.#text;
    const first = text.charCodeAt(this.#at++);
    if (first < 0x80) return first;
    let byte = text.charCodeAt(this.#at++);
    if (first === 0x80 && byte === 0) {
      for (let index = 0; index < 8; index++) floatBytes[index] = text.charCodeAt(this.#at++);
      return float[0] ?? Number.NaN;
    }
    let number = first - 0x80;
    let scale = 0x80;
    while (byte >= 0x80) {
      number += (byte - 0x80) * scale;
      scale *= 0x80;
      byte = text.charCodeAt(this.#at++);
    }
    return number + byte * scale;
  }
}
