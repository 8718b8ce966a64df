/**
 * Buckets of latencies: {@link latencyBuckets} of them, four a doubling.
 * @module
 */
import { latencyBuckets } from "./capture-state.ts";

/** Bucket of a latency: four a doubling. */
export function bucketOf(micros: number): number {
  const whole = micros < 1 ? 1 : Math.floor(micros);
  if (whole >= 0x400_0000) return latencyBuckets - 1;
  const octave = 31 - Math.clz32(whole);
  const quarter = octave >= 2 ? (whole >>> (octave - 2)) & 3 : (whole << (2 - octave)) & 3;
  return octave * 4 + quarter;
}

/** Lower bound of a bucket, in microseconds. */
export function bucketStart(bucket: number): number {
  const octave = bucket >> 2;
  return 2 ** octave * (1 + (bucket & 3) / 4);
}

/** What stands for all times of a bucket: whole microseconds in its middle. */
export const bucketMiddles: Float64Array = Float64Array.from({ length: latencyBuckets }, (_, bucket) =>
  Math.round((bucketStart(bucket) + bucketStart(bucket + 1)) / 2),
);

/**
 * Quantile of a histogram of `total` latencies, straight within a bucket; `NaN` when it is empty.
 *
 * @param from - Buckets below it are empty.
 */
export function quantile(counts: Float64Array, total: number, share: number, from = 0): number {
  if (total === 0) return Number.NaN;
  let left = share * total;
  for (let bucket = from; bucket < counts.length; bucket++) {
    const count = counts[bucket] ?? 0;
    if (left <= count && count > 0) {
      const start = bucketStart(bucket);
      return start + (bucketStart(bucket + 1) - start) * (left / count);
    }
    left -= count;
  }
  return bucketStart(counts.length);
}
