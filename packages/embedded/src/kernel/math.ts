/**
 * Elementary functions from IEEE arithmetic alone. Engines may answer `Math.log` and `Math.exp` with other last bits;
 * `+ - * / sqrt` they may not, so these give the same bytes everywhere.
 * @module
 */

/** As `Math.round` of an amount that is not negative; nearly always plainly a small integer, which is twice as fast to draw. */
export function roundMicros(amount: number): number {
  return amount < 1_000_000_000 ? (amount + 0.5) | 0 : Math.round(amount);
}

const ln2 = 0.6931471805599453;
const scratch = new DataView(new ArrayBuffer(8));

/** Natural logarithm of a positive finite number, to about 1e-15 relative. `-Infinity` for 0, `NaN` below. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  scratch.setFloat64(0, x);
  let high = scratch.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  if (exponent === -1023) return ln(x * 2 ** 60) - 60 * ln2; // subnormal
  high = (high & 0x000fffff) | 0x3ff00000;
  scratch.setUint32(0, high);
  let mantissa = scratch.getFloat64(0);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  // ln m = 2 atanh((m-1)/(m+1)), |z| <= 0.1716: eleven odd terms reach double precision.
  const z = (mantissa - 1) / (mantissa + 1);
  const square = z * z;
  let sum = 1 / 21;
  for (let odd = 19; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return exponent * ln2 + 2 * z * sum;
}

const rootCount = 32;
const perRoot = rootCount / ln2;
// ln 2 / 32 in two parts: multiples of the first are exact.
const rootLnHigh = 0.6931471803691238 / rootCount;
const rootLnLow = 1.9082149292705877e-10 / rootCount;
/** Of two, 2^(k/32). */
const roots = Float64Array.from({ length: rootCount }, (_, k) => series((k * ln2) / rootCount, 20));
/** 2^-1022 to 2^1023. */
const powers = new Float64Array(2046);
for (let index = 0, power = 2 ** -1022; index < powers.length; index++, power *= 2) powers[index] = power;

/** The exponential series for small x. */
function series(x: number, terms: number): number {
  let sum = 1;
  for (let term = terms; term >= 1; term--) sum = 1 + (sum * x) / term;
  return sum;
}

/** e to the power of x, to about 1e-15 relative. */
export function exp(x: number): number {
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  // x = (32 n + k) ln 2 / 32 + rest, |rest| <= 0.0109: six terms reach double precision.
  const whole = Math.round(x * perRoot);
  const r = x - whole * rootLnHigh - whole * rootLnLow;
  const sum = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720))))));
  return sum * (roots[whole & (rootCount - 1)] as number) * (powers[(whole >> 5) + 1022] as number);
}

/** x to the power of y for positive x. */
export function pow(x: number, y: number): number {
  return exp(y * ln(x));
}

/**
 * Quantile of the standard normal distribution (Acklam's rational approximation, relative error below 1.2e-9).
 *
 * @param p - Probability in (0, 1).
 */
export function normalQuantile(p: number): number {
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * ln(p));
    return tail(q);
  }
  if (p > 0.97575) {
    const q = Math.sqrt(-2 * ln(1 - p));
    return -tail(q);
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}

const quantileBits = 12;
const quantileCells = 1 << quantileBits;
/** Cells at either end, where the curve is too steep for straight lines. */
const steepCells = 32;
const cellWidth = 2 ** (32 - quantileBits);
const quantiles = new Float64Array(quantileCells + 1);
for (let cell = steepCells; cell <= quantileCells - steepCells; cell++) {
  quantiles[cell] = normalQuantile(cell / quantileCells);
}

/** Standard normal of 32 random bits: the quantile, straight between 4096 places but for the tails; errors below 1e-4. */
export function normalOfBits(bits: number): number {
  const cell = bits >>> (32 - quantileBits);
  if (cell < steepCells || cell >= quantileCells - steepCells) return normalQuantile((bits + 0.5) / 0x1_0000_0000);
  const low = quantiles[cell] as number;
  return low + ((quantiles[cell + 1] as number) - low) * (((bits & (cellWidth - 1)) + 0.5) / cellWidth);
}

function tail(q: number): number {
  return (
    (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
  );
}
