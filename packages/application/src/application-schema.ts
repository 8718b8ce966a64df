/**
 * Schemas of applications and their traffic: they mirror the types of `application.ts` and `workload.ts`.
 * @module
 */
import { z } from "zod";
import { imageSpec, program } from "./program-schema.ts";
import { distribution } from "./script-schema.ts";

const rate = z.number().positive();
const seconds = z.number().positive();
const name = z.string().min(1);
const digits = z.int().positive().optional();

const variableSpec = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("integer"), min: z.int(), max: z.int(), digits }),
  z.strictObject({
    kind: z.literal("choice"),
    of: z.array(z.string()).min(1),
    weights: z.array(z.number().nonnegative()).optional(),
  }),
  z.strictObject({ kind: z.literal("integer-after"), variable: name, max: z.int(), digits }),
  z.strictObject({ kind: z.literal("sample"), count: z.int().nonnegative(), of: z.int().positive() }),
  z.strictObject({
    kind: z.literal("decimal"),
    base: z.number(),
    size: z.number(),
    steps: z.int().positive(),
    decimals: z.int().min(0).max(12),
  }),
  z.strictObject({ kind: z.literal("template"), text: z.string() }),
  z.strictObject({ kind: z.literal("integers-between"), after: name, to: name, digits }),
  z.strictObject({
    kind: z.literal("nearest"),
    latitude: name,
    longitude: name,
    withinKilometers: z.number().positive(),
    count: z.int().positive(),
    points: z.array(
      z.strictObject({
        name,
        latitude: z.number(),
        longitude: z.number(),
        kilometersPerDegreeOfLongitude: z.number().nonnegative(),
      }),
    ),
  }),
  z.strictObject({ kind: z.literal("intersection"), list: name, among: z.array(z.string()) }),
  z.strictObject({
    kind: z.literal("table"),
    variable: name,
    rows: z.record(z.string(), z.array(z.string())),
    otherwise: name,
  }),
]);

const arrivals = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("constant"), ratePerSecond: rate }),
  z.strictObject({ kind: z.literal("poisson"), ratePerSecond: rate }),
  z.strictObject({ kind: z.literal("normal"), ratePerSecond: rate, variation: z.number().nonnegative() }),
  z.strictObject({
    kind: z.literal("bursts"),
    onRatePerSecond: rate,
    offRatePerSecond: z.number().nonnegative(),
    onSeconds: seconds,
    offSeconds: seconds,
  }),
  z.strictObject({
    kind: z.literal("diurnal"),
    minRatePerSecond: z.number().nonnegative(),
    maxRatePerSecond: rate,
    periodSeconds: seconds,
  }),
  z.strictObject({
    kind: z.literal("trace"),
    ratesPerSecond: z.array(z.number().nonnegative()).min(1),
    stepSeconds: seconds,
  }),
  z.strictObject({
    kind: z.literal("replay"),
    requests: z.array(
      z.strictObject({ atMicros: z.int().nonnegative(), type: name, variables: z.record(z.string(), z.string()) }),
    ),
  }),
]);

/** An application's traffic. */
export const workload: z.ZodType = z.strictObject({
  arrivals,
  requests: z
    .array(
      z.strictObject({
        name,
        weight: z.number().nonnegative(),
        method: z.enum(["GET", "POST"]),
        url: z.string().startsWith("/"),
        operation: name,
        variables: z.array(z.strictObject({ name, spec: variableSpec })),
      }),
    )
    .min(1),
  entry: z.strictObject({ service: name, port: z.int().min(1).max(65_535) }),
  timeoutSeconds: seconds,
  networkMicros: distribution,
});

const manifest = z.looseObject({ apiVersion: name, kind: name, metadata: z.looseObject({ name }) });

const login = { user: name, password: z.string() };

const account = z.strictObject({
  store: name,
  ...login,
  roles: z.array(z.strictObject({ role: name, database: name })),
  administrator: z.strictObject(login),
});

/** A whole application. */
export const applicationSchema: z.ZodType = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected kebab-case: `hotel-reservation`"),
  title: name,
  namespace: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "expected the name of a namespace"),
  description: z.string(),
  operations: z.array(z.string()),
  manifests: z.array(manifest),
  images: z.array(imageSpec),
  programs: z.array(program),
  workload,
  serviceLabel: name,
  services: z.array(name),
  accounts: z.array(account).optional(),
  charts: z
    .record(z.string().regex(/^[a-z0-9-]+(\/[\w.-]+)+$/, "expected a path such as `shop/Chart.yaml`"), z.string())
    .optional(),
  startupSeconds: z.number().nonnegative(),
  warmupSeconds: z.number().nonnegative(),
});
