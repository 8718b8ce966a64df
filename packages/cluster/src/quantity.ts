/**
 * Kubernetes quantities (`100m`, `8Mi`, `1e3`, `1.5G`), exact: amounts are integers of 10^-9.
 * Rounding goes up, as in `k8s.io/apimachinery/pkg/api/resource`; checked against Kubernetes 1.34.4.
 * @module
 */

/** Which suffixes a quantity is written with. */
export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

/** An exact amount and how it is written. */
export interface Quantity {
  /** In units of 10^-9. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

/** Raised when a text is not a quantity; the message is Kubernetes' own. */
export class QuantityError extends Error {
  override readonly name = "QuantityError";
}

const giga = 1_000_000_000n;
const decimalPowers: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryPowers: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };
// largest first
const decimalSuffixes: readonly (readonly [power: number, suffix: string])[] = Object.entries(decimalPowers)
  .map(([suffix, power]) => [power, suffix] as const)
  .sort((a, b) => b[0] - a[0]);

/**
 * Reads a quantity.
 *
 * @throws {@link QuantityError} when it is none.
 */
export function parseQuantity(text: string): Quantity {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text);
  if (parts === null || ((parts[2] ?? "") === "" && (parts[3] ?? "") === "")) {
    throw new QuantityError(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  }
  const [, sign = "", whole = "", fraction = "", suffix = ""] = parts;
  const digits = BigInt(`${whole}${fraction}`);
  const { format, numerator, denominator } = scaleOf(suffix);
  const nanos = divideUp(digits * numerator * giga, denominator * 10n ** BigInt(fraction.length));
  return { nanos: sign === "-" ? -nanos : nanos, format };
}

function scaleOf(suffix: string): { format: QuantityFormat; numerator: bigint; denominator: bigint } {
  const binary = binaryPowers[suffix];
  if (binary !== undefined) return { format: "BinarySI", numerator: 1024n ** BigInt(binary), denominator: 1n };
  const exponent = /^[eE]([-+]?\d+)$/.exec(suffix)?.[1];
  const power = exponent === undefined ? decimalPowers[suffix] : Number(exponent);
  if (power === undefined || Math.abs(power) > 400) throw new QuantityError("unable to parse quantity's suffix");
  return {
    format: exponent === undefined ? "DecimalSI" : "DecimalExponent",
    numerator: power > 0 ? 10n ** BigInt(power) : 1n,
    denominator: power < 0 ? 10n ** BigInt(-power) : 1n,
  };
}

function divideUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor > 0n ? quotient + 1n : quotient;
}

/** Writes a quantity in canonical form: no fraction, the largest suffix that keeps it exact. */
export function formatQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return "0";
  if (format === "BinarySI" && nanos % giga === 0n && abs(nanos) >= 1024n * giga) {
    let amount = nanos / giga;
    let power = 0;
    while (power < 6 && amount % 1024n === 0n) {
      amount /= 1024n;
      power += 1;
    }
    return `${amount}${["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][power] ?? ""}`;
  }
  for (const [power, suffix] of decimalSuffixes) {
    const unit = 10n ** BigInt(power + 9);
    if (nanos % unit !== 0n) continue;
    if (format === "DecimalExponent") return `${nanos / unit}${power === 0 ? "" : `e${power}`}`;
    return `${nanos / unit}${suffix}`;
  }
  return `${nanos}n`;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/**
 * The canonical form of a quantity, as the API server stores requests and limits (rounded up to thousandths).
 *
 * @throws {@link QuantityError}
 */
export function canonicalQuantity(text: string): string {
  return remembered(canonical, text, () => {
    const { nanos, format } = parseQuantity(text);
    return formatQuantity({ nanos: divideUp(nanos, 1_000_000n) * 1_000_000n, format });
  });
}

// The same few amounts are read again and again.
const canonical = new Map<string, string>();
const millis = new Map<string, number>();
const units = new Map<string, number>();
const nanos = new Map<string, bigint>();
/** Amounts that are kept of each; beyond it all are forgotten. */
const mostAmounts = 512;

function nanosOf(text: string): bigint {
  return remembered(nanos, text, () => parseQuantity(text).nanos);
}

function remembered<T>(known: Map<string, T>, text: string, read: () => T): T {
  let value = known.get(text);
  if (value === undefined) {
    value = read();
    if (known.size >= mostAmounts) known.clear();
    known.set(text, value);
  }
  return value;
}

/**
 * A quantity in thousandths, rounded up: millicores of a CPU amount.
 *
 * @throws {@link QuantityError}
 */
export function quantityMillis(text: string): number {
  return remembered(millis, text, () => Number(divideUp(parseQuantity(text).nanos, 1_000_000n)));
}

/**
 * A quantity in whole units, rounded up: bytes of a memory amount, pods of a pod count.
 *
 * @throws {@link QuantityError}
 */
export function quantityValue(text: string): number {
  return remembered(units, text, () => Number(divideUp(parseQuantity(text).nanos, giga)));
}

/** Millicores as a quantity: `250m`, `2`. */
export function cpuQuantity(millicores: number): string {
  return formatQuantity({ nanos: BigInt(millicores) * 1_000_000n, format: "DecimalSI" });
}

/** Bytes as a quantity with binary suffixes: `512Mi`, `1536Ki`, `1000`. */
export function memoryQuantity(bytes: number): string {
  return formatQuantity({ nanos: BigInt(bytes) * giga, format: "BinarySI" });
}

/** Orders two quantities by amount: negative, 0 or positive. */
export function compareQuantities(a: string, b: string): number {
  const difference = nanosOf(a) - nanosOf(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
