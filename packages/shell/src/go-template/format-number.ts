/**
 * Numbers as Go's fmt and strconv print them.
 * @module
 */

/** Digits and where their point is: 0.DIGITS times ten to the `point`. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** The fewest digits that read as the number again. */
function shortest(value: number): Decimal {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  const digits = mantissa.replace(".", "");
  return { digits: digits === "0" ? "" : digits, point: digits === "0" ? 0 : Number(exponent) + 1 };
}

/** A positive number as a fraction of whole numbers. */
function fraction(value: number): readonly [bigint, bigint] {
  let scale = 0;
  let whole = value;
  // doubling is exact
  while (!Number.isInteger(whole)) {
    whole *= 2;
    scale += 1;
  }
  return [BigInt(whole), 2n ** BigInt(scale)];
}

/** So many places after the point, halves to even. */
function places(value: number, count: number): string {
  const [top, bottom] = fraction(value);
  const scaled = top * 10n ** BigInt(count);
  let rounded = scaled / bottom;
  const twice = (scaled - rounded * bottom) * 2n;
  if (twice > bottom || (twice === bottom && rounded % 2n === 1n)) rounded += 1n;
  const digits = rounded.toString().padStart(count + 1, "0");
  return count === 0 ? digits : `${digits.slice(0, -count)}.${digits.slice(-count)}`;
}

/** So many digits, halves to even. */
function rounded(value: number, count: number): Decimal {
  if (value === 0) return { digits: "", point: 0 };
  const exact = decimalOf(value);
  if (exact.digits.length <= count) return exact;
  const kept = BigInt(exact.digits.slice(0, count) || "0");
  const rest = exact.digits.slice(count);
  const half = `5${"0".repeat(rest.length - 1)}`;
  const up = rest > half || (rest === half && kept % 2n === 1n);
  const digits = (kept + (up ? 1n : 0n)).toString();
  return { digits: digits.slice(0, count), point: exact.point + (digits.length > count ? 1 : 0) };
}

/** All digits of a number. */
function decimalOf(value: number): Decimal {
  const [top, bottom] = fraction(value);
  // a power of two has as many decimal places as its exponent
  const decimals = bottom.toString(2).length - 1;
  const digits = ((top * 10n ** BigInt(decimals)) / bottom).toString();
  const trimmed = digits.replace(/0+$/, "");
  return { digits: trimmed, point: digits.length - decimals };
}

function exponential({ digits, point }: Decimal, count: number, letter: string): string {
  const padded = digits.padEnd(count + 1, "0");
  const exponent = digits === "" ? 0 : point - 1;
  const tail = count > 0 ? `.${padded.slice(1, count + 1)}` : "";
  return `${padded.charAt(0)}${tail}${letter}${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function plain({ digits, point }: Decimal, count: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  if (count <= 0) return whole;
  const after = point > 0 ? digits.slice(point) : "0".repeat(-point) + digits;
  return `${whole}.${after.slice(0, count).padEnd(count, "0")}`;
}

/**
 * A float as `strconv.FormatFloat` writes it.
 *
 * @param format - `e`, `E`, `f`, `g` or `G`.
 * @param precision - Places after the point, or digits for `g`; -1 for as few as needed.
 */
export function formatFloat(value: number, format: string, precision: number): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return `${sign || "+"}Inf`;
  const lower = format.toLowerCase();
  const letter = format === lower ? "e" : "E";
  if (lower === "f") {
    if (precision >= 0) return sign + places(size, precision);
    const decimal = shortest(size);
    return sign + plain(decimal, Math.max(decimal.digits.length - decimal.point, 0));
  }
  if (lower === "e") {
    const decimal = precision < 0 ? shortest(size) : rounded(size, precision + 1);
    return sign + exponential(decimal, precision < 0 ? Math.max(decimal.digits.length - 1, 0) : precision, letter);
  }
  const wanted = precision === 0 ? 1 : precision;
  const decimal = wanted < 0 ? shortest(size) : rounded(size, wanted);
  const limit = wanted < 0 ? 6 : wanted;
  const few = wanted >= 0 && limit > decimal.digits.length && decimal.digits.length >= decimal.point;
  const exponent = decimal.digits === "" ? -1 : decimal.point - 1;
  if (exponent < -4 || exponent >= (few ? decimal.digits.length : limit))
    return sign + exponential(decimal, Math.max(decimal.digits.length - 1, 0), letter);
  return sign + plain(decimal, Math.max(decimal.digits.length - decimal.point, 0));
}
