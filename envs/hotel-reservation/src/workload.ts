/**
 * The traffic: AIOpsLab's mix for wrk2, ten requests a second, whether or not the earlier ones were answered.
 * @module
 */
import type { RequestType, VariableSpec, Workload } from "@aiops-gym/application";
import { hotels, ratedHotels, recommendedHotels } from "./hotels.ts";

type Variable = RequestType["variables"][number];

const text = (name: string, template: string): Variable => ({ name, spec: { kind: "template", text: template } });

/** Where the user is: a rectangle around the bay, in steps of a thousandth of a degree. */
const place: readonly Variable[] = [
  { name: "lat", spec: { kind: "decimal", base: 37.783, size: 0.001, steps: 482, decimals: 3 } },
  { name: "lon", spec: { kind: "decimal", base: -122.252, size: 0.001, steps: 326, decimals: 3 } },
];

/** When: from a day in April to a later one. */
const stay: readonly Variable[] = [
  { name: "inDay", spec: { kind: "integer", min: 9, max: 23, digits: 2 } },
  { name: "outDay", spec: { kind: "integer-after", variable: "inDay", max: 24, digits: 2 } },
  { name: "nights", spec: { kind: "integers-between", after: "inDay", to: "outDay", digits: 2 } },
];

/** One of the 501 users, and the right password. */
const login: readonly Variable[] = [
  { name: "userId", spec: { kind: "integer", min: 0, max: 500 } },
  text("username", "Cornell_{userId}"),
  text("password", "{userId}".repeat(10)),
];

function nearest(count: number, withinKilometers: number): VariableSpec {
  return { kind: "nearest", latitude: "lat", longitude: "lon", withinKilometers, count, points: hotels };
}

const dates = "inDate=2015-04-{inDay}&outDate=2015-04-{outDay}";
const where = "lat={lat}&lon={lon}";

/** Half of all searches find no hotel: there is none within ten kilometers. */
const search: RequestType = {
  name: "search",
  weight: 0.6,
  method: "GET",
  url: `/hotels?${dates}&${where}`,
  operation: "GET /hotels",
  variables: [
    ...stay,
    ...place,
    { name: "hotels", spec: nearest(5, 10) },
    { name: "rated", spec: { kind: "intersection", list: "hotels", among: ratedHotels } },
    { name: "profiles", spec: { kind: "intersection", list: "rated", among: ratedHotels } },
  ],
};

const recommend: RequestType = {
  name: "recommend",
  weight: 0.39,
  method: "GET",
  url: `/recommendations?require={require}&${where}`,
  operation: "GET /recommendations",
  variables: [
    { name: "require", spec: { kind: "choice", of: ["dis", "rate", "price"] } },
    ...place,
    { name: "closest", spec: nearest(1, 1000) },
    { name: "profiles", spec: { kind: "table", variable: "require", rows: recommendedHotels, otherwise: "closest" } },
  ],
};

const user: RequestType = {
  name: "user",
  weight: 0.005,
  method: "POST",
  url: "/user?username={username}&password={password}",
  operation: "POST /user",
  variables: login,
};

const reserve: RequestType = {
  name: "reserve",
  weight: 0.005,
  method: "POST",
  url: `/reservation?${dates}&${where}&hotelId={hotelId}&customerName={username}&username={username}&password={password}&number=1`,
  operation: "POST /reservation",
  variables: [...stay, ...place, { name: "hotelId", spec: { kind: "integer", min: 1, max: 80 } }, ...login],
};

/** Ten requests a second. */
export const workload: Workload = {
  arrivals: { kind: "constant", ratePerSecond: 10 },
  requests: [search, recommend, user, reserve],
  entry: { service: "frontend", port: 5000 },
  timeoutSeconds: 10,
  networkMicros: {
    kind: "mixture",
    parts: [
      { weight: 96, of: { kind: "lognormal", median: 1250, sigma: 0.25 } },
      { weight: 4, of: { kind: "lognormal", median: 8000, sigma: 0.5 } },
    ],
  },
};
