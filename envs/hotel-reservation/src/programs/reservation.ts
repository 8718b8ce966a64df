/**
 * reservation: which hotels have rooms left, and reserving them.
 * @module
 */
import type { ScriptProgram } from "@aiops-gym/application";
import { handlerPanic } from "./go-panic.ts";
import { goService, grpcOperation } from "./go-service.ts";
import { lognormal } from "./timing.ts";

const checkHandler = { service: "reservation", type: "Reservation", method: "CheckAvailability", generatedLine: 331 };
const makeHandler = { service: "reservation", type: "Reservation", method: "MakeReservation", generatedLine: 313 };

/** Every night of the stay of every hotel asked for: the services write the day after the night twice. */
const nightsOf = (hotels: string): string => `${hotels}_2015-04-{nights}_2015-04-{nights}`;

/**
 * Panics when its cache fails. Looking for rooms never asks the database: the cache's library reports missing keys as no failure,
 * and the service takes them for free rooms.
 */
const checkAvailability = grpcOperation("/reservation.Reservation/CheckAvailability", [
  { do: "cpu", micros: lognormal(20, 0.6) },
  {
    do: "cache-get",
    client: "memcached",
    keys: "{rated}_cap",
    fill: false,
    span: { name: "memcached_capacity_get_multi_number", kind: "client" },
    onError: handlerPanic(
      { ...checkHandler, line: 270 },
      "Tried to get memc_cap_key [{keys}], but got memmcached error = {error}",
    ),
  },
  { do: "cpu", micros: lognormal(12, 0.6) },
  {
    do: "cache-get",
    client: "memcached",
    keys: nightsOf("{rated}"),
    fill: false,
    span: { name: "memcached_reserve_get_multi_number", kind: "client" },
    onError: handlerPanic(
      { ...checkHandler, line: 332 },
      "Tried to get memc_key [{keys}], but got memmcached error = {error}",
    ),
  },
  { do: "cpu", micros: lognormal(18, 0.6) },
]);

/** Makes no spans of its own, though it reads and writes both stores. */
const makeReservation = grpcOperation("/reservation.Reservation/MakeReservation", [
  { do: "cpu", micros: lognormal(60, 0.4) },
  {
    do: "cache-get",
    client: "memcached",
    keys: nightsOf("{hotelId}"),
    fill: false,
    onMiss: [{ do: "query", client: "mongo", command: { kind: "find", collection: "reservation", key: "{key}" } }],
    onError: handlerPanic(
      { ...makeHandler, line: 169 },
      "Tried to get memc_key {keys}, but got memmcached error = {error}",
    ),
  },
  {
    do: "cache-get",
    client: "memcached",
    keys: "{hotelId}_cap",
    onMiss: [{ do: "query", client: "mongo", command: { kind: "find", collection: "number", key: "{hotelId}" } }],
    onError: handlerPanic(
      { ...makeHandler, line: 193 },
      "Tried to get memc_cap_key {keys}, but got memmcached error = {error}",
    ),
  },
  { do: "cache-set", client: "memcached", keys: nightsOf("{hotelId}") },
  { do: "sleep", micros: lognormal(1200, 0.3) },
  { do: "query", client: "mongo", command: { kind: "insert", collection: "reservation" } },
]);

/** Checks and makes reservations. */
export const reservation: ScriptProgram = goService({
  name: "reservation",
  port: 8087,
  lines: { config: 25, port: 51, jaeger: [62, 67], consul: [69, 74], start: 86 },
  database: {
    name: "reservation",
    line: 38,
    source: { panic: 27, session: 30, fatal: 38 },
    seeds: [
      {
        kind: "seed",
        collection: "reservation",
        documents: 1,
        documentBytes: 140,
        probe: { hotelId: "4", customerName: "Alice" },
      },
      { kind: "seed", collection: "number", documents: 80, documentBytes: 60, probe: { hotelId: "1" } },
    ],
    verifyMicros: 30_000,
    guarded: false,
  },
  cache: { name: "reserve", line: 44 },
  runMicros: 800,
  registeredLine: 99,
  memoryMebibytes: 7.3,
  operations: { ...checkAvailability, ...makeReservation },
});
