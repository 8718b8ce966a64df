/**
 * All programs of the application.
 * @module
 */
import type { Program } from "@aiops-gym/application";
import { frontend } from "./frontend.ts";
import { geo } from "./geo.ts";
import { profile } from "./profile.ts";
import { rate } from "./rate.ts";
import { recommendation } from "./recommendation.ts";
import { reservation } from "./reservation.ts";
import { search } from "./search.ts";
import { consul, jaeger, memcached, mongod, pause, shell } from "./stores.ts";
import { user } from "./user.ts";

/** The eight Go services. */
export const goPrograms = [frontend, search, geo, rate, profile, recommendation, user, reservation] as const;

/** Everything that images refer to. */
export const programs: readonly Program[] = [...goPrograms, mongod, memcached, consul, jaeger, pause, shell];
