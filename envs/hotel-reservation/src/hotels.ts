/**
 * The 80 hotels: where they are, which have prices, which are recommended.
 * @module
 */
import type { GeoPoint } from "@aiops-gym/application";

/** Kilometers per degree of a great circle on a sphere of 6,371 km. */
const kilometersPerDegree = 111.195;

/** Places of the first six; the others lie on a line from San Francisco to the north-east. */
const downtown: readonly (readonly [latitude: number, longitude: number])[] = [
  [37.7867, -122.4112],
  [37.7854, -122.4005],
  [37.7854, -122.4071],
  [37.7936, -122.393],
  [37.7831, -122.4181],
  [37.7863, -122.4015],
];

/** Cosine of an angle in degrees near 38, by its series around there: exact to 1e-9, and the same on every machine. */
function cosineNear38(degrees: number): number {
  const delta = ((degrees - 38) * 3.141592653589793) / 180;
  const cosine = 0.788010753606722;
  const sine = 0.6156614753256583;
  return cosine - sine * delta - (cosine * delta * delta) / 2 + (sine * delta * delta * delta) / 6;
}

function hotel(id: number): GeoPoint {
  const [latitude, longitude] = downtown[id - 1] ?? [37.7835 + (id / 500) * 3, -122.41 + (id / 500) * 4];
  return {
    name: String(id),
    latitude,
    longitude,
    kilometersPerDegreeOfLongitude: kilometersPerDegree * cosineNear38(latitude),
  };
}

const ids: readonly number[] = Array.from({ length: 80 }, (_, index) => index + 1);

/** Where the hotels are. */
export const hotels: readonly GeoPoint[] = ids.map(hotel);

/** Hotels that have a price; searches find no others. */
export const ratedHotels: readonly string[] = ids.filter((id) => id <= 3 || (id >= 7 && id % 3 === 0)).map(String);

/** Hotels recommended for the best rate and for the lowest price. Those for distance depend on the place. */
export const recommendedHotels: Readonly<Record<string, readonly string[]>> = {
  rate: ["9", "24", "39", "54", "69"],
  price: ["2"],
};
