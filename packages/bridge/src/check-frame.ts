/**
 * Looks over a MessagePack frame of a stranger before it is decoded: decoders reserve memory for the lengths that a frame claims,
 * recurse as deep as it nests, and have extensions that make more than plain data.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";

/** Maps and arrays within each other. */
const maxDepth = 64;

/** By first byte: bytes of the length field, and how many values follow per unit (0: so many bytes instead). */
const sized: Readonly<Record<number, readonly [lengthBytes: number, valuesEach: number]>> = {
  196: [1, 0], // bin 8, 16, 32
  197: [2, 0],
  198: [4, 0],
  217: [1, 0], // str 8, 16, 32
  218: [2, 0],
  219: [4, 0],
  220: [2, 1], // array 16, 32
  221: [4, 1],
  222: [2, 2], // map 16, 32
  223: [4, 2],
};

/** By first byte: bytes that follow (nil, booleans, floats, integers). */
const fixed: Readonly<Record<number, number>> = {
  ...{ 192: 0, 194: 0, 195: 0, 202: 4, 203: 8 },
  ...{ 204: 1, 205: 2, 206: 4, 207: 8, 208: 1, 209: 2, 210: 4, 211: 8 },
};

/**
 * Checks that the bytes are exactly one MessagePack value of plain data.
 *
 * @see The MessagePack specification, section "Formats".
 * @throws GymError `ERR_PROTOCOL` when they are cut off, too long, nested too deeply, or hold an extension.
 */
export function checkFrame(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** Values still to come, by depth. */
  const open = [1];
  let position = 0;
  while (open.length > 0) {
    const left = open.pop() as number;
    if (left === 0) continue;
    open.push(left - 1);
    if (position >= bytes.length) throw cutOff(bytes.length);
    const head = readHead(view, position);
    position += head.bytes;
    if (position > bytes.length || head.values > bytes.length - position) throw cutOff(bytes.length);
    if (head.values === 0) continue;
    if (open.length > maxDepth) throw refuse(`it nests more than ${maxDepth} levels`);
    open.push(head.values);
  }
  if (position !== bytes.length) throw refuse(`${bytes.length - position} bytes follow the message`);
}

/** How long a value is, without the values inside of it, and how many those are. */
function readHead(view: DataView, position: number): { bytes: number; values: number } {
  const first = view.getUint8(position);
  if (first < 0x80 || first >= 0xe0) return { bytes: 1, values: 0 };
  if (first < 0x90) return { bytes: 1, values: 2 * (first & 0x0f) };
  if (first < 0xa0) return { bytes: 1, values: first & 0x0f };
  if (first < 0xc0) return { bytes: 1 + (first & 0x1f), values: 0 };
  const plain = fixed[first];
  if (plain !== undefined) return { bytes: 1 + plain, values: 0 };
  const [lengthBytes, valuesEach] = sized[first] ?? [];
  if (lengthBytes === undefined || valuesEach === undefined)
    throw refuse(`it has an extension or a reserved byte (0x${first.toString(16)}); use plain data`);
  if (position + 1 + lengthBytes > view.byteLength) throw cutOff(view.byteLength);
  const at = position + 1;
  const length = lengthBytes === 1 ? view.getUint8(at) : lengthBytes === 2 ? view.getUint16(at) : view.getUint32(at);
  return { bytes: 1 + lengthBytes + (valuesEach === 0 ? length : 0), values: length * valuesEach };
}

function cutOff(length: number): GymError {
  return refuse(`it is cut off after ${length} bytes`);
}

function refuse(why: string): GymError {
  return new GymError("ERR_PROTOCOL", `A message is not one MessagePack value of plain data: ${why}.`);
}
