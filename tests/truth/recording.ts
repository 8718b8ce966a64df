/**
 * Recordings of the real application: their form and how they are read.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Manifest } from "@aiops-gym/cluster";
import { z } from "zod";

const step = z.union([
  z.object({ kubectl: z.string() }),
  z.object({ apply: z.array(z.record(z.string(), z.unknown())) }),
  z.object({ sleepSeconds: z.number() }),
  z.object({
    packetLoss: z.object({ app: z.string(), probability: z.number(), directions: z.array(z.enum(["in", "out"])) }),
  }),
  z.object({ dropPackets: z.object({ from: z.string(), to: z.string() }) }),
  z.object({ clearPacketFilter: z.object({ app: z.string() }) }),
  z.object({ kill: z.object({ app: z.string(), signal: z.string() }) }),
]);

const pod = z.object({
  name: z.string(),
  phase: z.string(),
  ready: z.boolean().nullable(),
  restarts: z.number().nullable(),
  state: z.string().nullable(),
  reason: z.string().nullable(),
  exitCode: z.number().nullable(),
  deleting: z.boolean(),
  conditions: z.array(z.tuple([z.string(), z.string(), z.string().nullable(), z.string().nullable()])),
});

const endpoints = z.record(z.string(), z.tuple([z.array(z.string()), z.array(z.number())]).nullable());

const span = z.tuple([
  z.string(),
  z.string(),
  z.number(),
  z.number(),
  z.number(),
  z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
]);

const event = z.tuple([
  z.string(),
  z.string().nullable(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.number().nullable(),
  z.string(),
  z.string(),
]);

const recordingSchema = z.object({
  scenario: z.string(),
  inject: z.array(step),
  recover: z.array(step),
  end: z.number(),
  injected: z.number(),
  injectedDone: z.number(),
  recovered: z.number(),
  start: z.string(),
  requests: z.array(z.tuple([z.number(), z.string(), z.number(), z.number(), z.string()])),
  timeline: z.array(z.tuple([z.number(), z.array(pod), endpoints])),
  events: z.array(event),
  logs: z.record(z.string(), z.array(z.string())),
  traces: z.array(z.array(span)),
  cadvisor: z.array(z.tuple([z.number(), z.record(z.string(), z.record(z.string(), z.number()))])),
  describe: z.object({ before: z.object({ get: z.string() }) }),
});

/** One thing that was done to the cluster. */
export type ScenarioStep = z.infer<typeof step>;
/** A pod as it was seen. */
export type RecordedPod = z.infer<typeof pod>;
/** `[service, operation, start in seconds, duration in us, index of the parent or -1, tags]`. */
export type RecordedSpan = z.infer<typeof span>;
/** A recording of one fault. */
export type Recording = z.infer<typeof recordingSchema>;

/** A folder of recordings made with the same manifests. */
export interface RecordingFolder {
  readonly recordings: readonly Recording[];
  readonly manifests: readonly Manifest[];
}

/** Reads one recording; a `ZodError` says what does not fit. */
export function parseRecording(json: unknown): Recording {
  return recordingSchema.parse(json);
}

/** Reads a folder: `manifests.json` and every `*.json.gz`, sorted by name. */
export function readRecordings(folder: string): RecordingFolder {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".json.gz"))
    .sort();
  const recordings = files.map((name) =>
    parseRecording(JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString())),
  );
  const manifests = JSON.parse(readFileSync(join(folder, "manifests.json"), "utf8")) as Manifest[];
  return { recordings, manifests };
}
