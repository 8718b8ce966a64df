/**
 * What was seen of one run of a scenario, whether recorded on a real cluster or played on the embedded one.
 * Times are seconds from the scenario's start.
 * @module
 */

/** Parts of a scenario: before the fault, while it lasts, after its repair. */
export const phases = ["before", "fault", "after"] as const;
export type Phase = (typeof phases)[number];

/** What users felt of one type of request in a phase. */
export interface Traffic {
  readonly phase: Phase;
  readonly type: string;
  readonly requests: number;
  readonly successes: number;
  /** Status and text of failures, and how many there were. */
  readonly failures: ReadonlyMap<string, number>;
  /** Of the answered ones. */
  readonly p50Millis: number;
  readonly p99Millis: number;
}

/** States that something went through; each lasts until the next begins. */
export interface History {
  /** Deployment of a pod, name of a Service. */
  readonly subject: string;
  readonly states: readonly { readonly at: number; readonly state: string }[];
}

/** A Kubernetes event with its repetitions. */
export interface ObservedEvent {
  /** `Pod of geo`. */
  readonly object: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly source: string;
  /** First and last time; the first is null when it was before the scenario. */
  readonly first: number | null;
  readonly last: number;
  /** Null when it counts earlier ones too. */
  readonly count: number | null;
}

/** What a process printed, each line reduced to what is the same every time. */
export interface ObservedLog {
  /** Deployment of the pod, and `.previous` for the container before. */
  readonly process: string;
  readonly lines: readonly string[];
}

/** A request's spans. */
export interface ObservedTrace {
  readonly phase: Phase;
  readonly type: string;
  /** The tree as a text: services, operations, kinds, errors. */
  readonly shape: string;
}

/** How long one kind of span took. */
export interface SpanTiming {
  readonly span: string;
  readonly count: number;
  readonly p75Micros: number;
}

/** What a pod that was there all the time used. */
export interface ResourceUse {
  readonly service: string;
  /** Mean over the scenario, in thousandths of a core. */
  readonly cpuMillicores: number;
  /** At the end. */
  readonly workingSetBytes: number;
}

/** Everything that is compared. */
export interface Observed {
  readonly traffic: readonly Traffic[];
  readonly pods: readonly History[];
  readonly endpoints: readonly History[];
  readonly events: readonly ObservedEvent[];
  readonly logs: readonly ObservedLog[];
  readonly traces: readonly ObservedTrace[];
  /** Before the fault. */
  readonly spanTimings: readonly SpanTiming[];
  readonly resources: readonly ResourceUse[];
}

/** When the phases of a scenario begin and end. */
export interface PhaseTimes {
  readonly injected: number;
  readonly recovered: number;
}

/** The phase that a moment belongs to. */
export function phaseOf(at: number, times: PhaseTimes): Phase {
  if (at < times.injected) return "before";
  return at < times.recovered ? "fault" : "after";
}
