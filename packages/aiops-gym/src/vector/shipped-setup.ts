/**
 * What the threads of `makeVectorEnv` import.
 * @module
 */
import {
  type CatalogueOptions,
  createCatalogue,
  DiscreteActions,
  type FeatureObservation,
  FeatureView,
  featureCodec,
  featureLayout,
  type VectorSetup,
} from "@aiops-gym/env";
import { hotelReservation } from "@aiops-gym/hotel-reservation";
import { AIOpsEnv } from "../aiops-env.ts";
import { type PlainCreateOptions, readPlainOptions } from "./plain-options.ts";

/** What a vector of shipped environments is made of: plain data. */
export interface ShippedSetupData {
  readonly env: PlainCreateOptions;
  /** Observations are features, and actions numbers of the application's catalogue with these options. */
  readonly features?: CatalogueOptions;
}

/** Environments with all shipped problems. */
export default function shippedSetup({
  env,
  features,
}: ShippedSetupData): VectorSetup | VectorSetup<FeatureObservation, number> {
  return features === undefined ? observationSetup(env) : featureSetup(env, features);
}

/** Observations and actions as they are. */
export function observationSetup(env: PlainCreateOptions): VectorSetup {
  const options = readPlainOptions(env);
  return { make: () => AIOpsEnv.create(options) };
}

/** Features, which travel by shared memory alone, and actions by number. */
export function featureSetup(
  env: PlainCreateOptions,
  catalogueOptions: CatalogueOptions,
): VectorSetup<FeatureObservation, number> {
  const options = readPlainOptions(env);
  const catalogue = createCatalogue(hotelReservation, catalogueOptions);
  const layout = featureLayout(hotelReservation.services, hotelReservation.workload.entry.service);
  return {
    make: async () => new FeatureView(new DiscreteActions(await AIOpsEnv.create(options), catalogue), { layout }),
    features: featureCodec(layout, catalogue.size),
  };
}
