/**
 * Which events say the same: the keys by which recorders count, combine and refuse them.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { objectKey } from "../apiserver/store.ts";

/** One thing that a component says about an object. */
export interface EventRecord {
  /** The object, or what names it. */
  readonly involved: KubeObject;
  /** Part of the object: `spec.containers{app}`. */
  readonly fieldPath?: string;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** `kubelet`, `deployment-controller`. */
  readonly component: string;
  /** The node, for components that run on one. */
  readonly host?: string;
}

/** What tells records apart: those about one object of one type, those alike, those that say the same. */
export interface Correlation {
  readonly about: string;
  readonly alike: string;
  readonly exact: string;
}

interface KnownCorrelation extends Correlation, Omit<EventRecord, "involved"> {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** By the involved object's uid: the same is said of it again and again, and keys that are not made anew need not be hashed again. */
const correlations = new Map<string, KnownCorrelation[]>();
/** Objects of which they are kept, and of each; beyond it they are forgotten. */
const mostObjects = 1024;
const mostOfObject = 16;

/** The keys of a record. */
export function correlationOf(record: EventRecord): Correlation {
  const { uid } = record.involved.metadata;
  for (const known of correlations.get(uid) ?? []) if (saysTheSame(known, record)) return known;
  const { involved, type, reason, message, component, host = "", fieldPath = "" } = record;
  const about = `${component} ${host} ${involved.kind} ${objectKey(involved)} ${uid} ${type}`;
  const alike = `${about} ${reason}`;
  return { about, alike, exact: `${alike} ${fieldPath} ${message}` };
}

/** Keeps the keys of a record that was there before: it is likely to come again. */
export function keepCorrelation(record: EventRecord, correlation: Correlation): void {
  const { uid, name, namespace } = record.involved.metadata;
  let ofObject = correlations.get(uid);
  if (ofObject === undefined) {
    if (correlations.size >= mostObjects) correlations.clear();
    ofObject = [];
    correlations.set(uid, ofObject);
  }
  if (ofObject.some((known) => known === correlation)) return;
  if (ofObject.length >= mostOfObject) ofObject.length = 0;
  const { involved, ...said } = record;
  ofObject.push({ ...said, ...correlation, kind: involved.kind, name, namespace });
}

function saysTheSame(known: KnownCorrelation, record: EventRecord): boolean {
  const { kind, metadata } = record.involved;
  return (
    known.reason === record.reason &&
    known.message === record.message &&
    known.type === record.type &&
    known.component === record.component &&
    known.host === record.host &&
    known.fieldPath === record.fieldPath &&
    known.kind === kind &&
    known.name === metadata.name &&
    known.namespace === metadata.namespace
  );
}
