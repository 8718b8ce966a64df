/**
 * Feature observations as rows of shared memory.
 * @module
 */
import type { FeatureCodec } from "../vector/feature-rows.ts";
import type { FeatureLayout } from "./feature-layout.ts";
import type { FeatureObservation } from "./feature-view.ts";

/**
 * How a vector environment writes what {@link FeatureView} observes: the features, then the mask's zeros and ones. Observations are
 * read back from the row, so that nothing else travels between threads.
 *
 * @param maskSize - Numbers of the catalogue; 0 without one.
 * @example
 * new SyncVectorEnv({ ..., features: featureCodec(featureLayout(services), catalogue.size) });
 */
export function featureCodec({ length }: FeatureLayout, maskSize = 0): FeatureCodec<FeatureObservation> {
  return {
    length: length + maskSize,
    write({ features, mask }, row) {
      row.set(features);
      if (mask !== undefined) row.set(mask, length);
    },
    read(row) {
      const features = row.subarray(0, length);
      return maskSize === 0 ? { features } : { features, mask: Uint8Array.from(row.subarray(length)) };
    },
  };
}
