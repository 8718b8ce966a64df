/**
 * Messages to bytes and back.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { Packr } from "msgpackr";
import { checkFrame } from "./check-frame.ts";

// `auto` (64-bit integers become numbers where those are exact) is documented and missing in the library's types.
const packr = new Packr({ useRecords: false, variableMapSize: true, int64AsType: "auto" as "number" });

/** Encodes plain data. Whole numbers beyond 32 bits become 64-bit integers, so that other languages read integers. */
export function encodeMessage(message: Readonly<Record<string, unknown>>): Uint8Array {
  return new Uint8Array(packr.pack(toWire(message)));
}

/**
 * Decodes one message of plain data.
 *
 * @throws GymError `ERR_PROTOCOL` for anything else.
 */
export function decodeMessage(bytes: Uint8Array): unknown {
  checkFrame(bytes);
  try {
    return packr.unpack(bytes);
  } catch (cause) {
    throw new GymError("ERR_PROTOCOL", "A message is not MessagePack. Send one map a binary frame.", { cause });
  }
}

/** Leaves out what is undefined, which MessagePack does not have. */
function toWire(value: unknown): unknown {
  if (typeof value === "number")
    return Number.isSafeInteger(value) && Math.abs(value) > 0xffff_ffff ? BigInt(value) : value;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item) => toWire(item === undefined ? null : item));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, toWire(item)]),
  );
}
