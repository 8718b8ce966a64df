/**
 * Chaos Mesh's objects, as far as the controller reads them.
 * @module
 */
import type { KubeObject, LabelSelector } from "@aiops-gym/cluster";

/** Which pods. */
export interface ChaosSelector {
  readonly namespaces?: readonly string[];
  readonly labelSelectors?: Readonly<Record<string, string>>;
  readonly expressionSelectors?: LabelSelector["matchExpressions"];
  readonly annotationSelectors?: Readonly<Record<string, string>>;
  readonly fieldSelectors?: Readonly<Record<string, string>>;
  readonly nodes?: readonly string[];
  readonly podPhaseSelectors?: readonly string[];
  readonly pods?: Readonly<Record<string, readonly string[]>>;
}

/** Pods, and how many of them. */
export interface ChaosTarget {
  readonly selector?: ChaosSelector;
  readonly mode?: string;
  readonly value?: string;
}

/** All fields of the kinds that are supported. */
export interface ChaosSpec extends ChaosTarget {
  readonly action?: string;
  readonly duration?: string;
  readonly containerNames?: readonly string[];
  readonly gracePeriod?: number;
  // NetworkChaos
  readonly direction?: "to" | "from" | "both";
  readonly target?: ChaosTarget;
  readonly externalTargets?: readonly string[];
  readonly delay?: { readonly latency?: string; readonly jitter?: string; readonly correlation?: string };
  readonly loss?: { readonly loss?: string; readonly correlation?: string };
  readonly duplicate?: { readonly duplicate?: string };
  readonly corrupt?: { readonly corrupt?: string; readonly correlation?: string };
  readonly bandwidth?: { readonly rate?: string };
  // StressChaos
  readonly stressors?: {
    readonly cpu?: { readonly workers?: number; readonly load?: number };
    readonly memory?: { readonly workers?: number; readonly size?: string };
  };
  // IOChaos (`delay` is a text there)
  readonly volumePath?: string;
  readonly path?: string;
  readonly errno?: number;
  readonly percent?: number;
  readonly methods?: readonly string[];
  // KernelChaos
  readonly failKernRequest?: {
    /** 0: slab memory, 1: pages, 2: requests to block devices. */
    readonly failtype?: number;
    readonly callchain?: readonly { readonly funcname?: string }[];
    /** Percent. */
    readonly probability?: number;
    readonly times?: number;
  };
  // DNSChaos
  readonly patterns?: readonly string[];
}

/** One target and what was done to it. */
export interface ChaosRecord {
  /** `namespace/pod` or `namespace/pod/container`. */
  readonly id: string;
  readonly selectorKey: "." | ".Target";
  readonly phase: "Not Injected" | "Injected";
  readonly injectedCount: number;
  readonly recoveredCount: number;
  readonly events?: readonly {
    readonly operation: "Apply" | "Recover";
    readonly type: "Succeeded" | "Failed";
    readonly timestamp: string;
    readonly message?: string;
  }[];
}

export interface ChaosObject extends KubeObject {
  readonly spec: ChaosSpec;
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: "True" | "False" }[];
    readonly experiment?: {
      readonly desiredPhase?: "Run" | "Stop";
      readonly containerRecords?: readonly ChaosRecord[];
    };
  };
}

const units: Readonly<Record<string, number>> = {
  ns: 0.001,
  us: 1,
  µs: 1,
  ms: 1000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

/** A duration as Go writes it (`1m30s`, `200ms`) in microseconds; `undefined` when it is none. */
export function parseDuration(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  let micros = 0;
  let rest = text.trim();
  if (rest === "0") return 0;
  while (rest !== "") {
    const match = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/.exec(rest);
    if (match === null) return undefined;
    micros += Number(match[1]) * (units[match[2] ?? ""] ?? 0);
    rest = rest.slice(match[0].length);
  }
  return Math.round(micros);
}

/** `99` or `12.5` (percent) as a share; 0 when it is no number. */
export function parsePercent(text: string | undefined): number {
  const value = Number(text ?? 0);
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value / 100)) : 0;
}

/** A rate as `tc` reads it (`1mbps`, `100kbps`: bytes; `8mbit`: bits) in bytes per second. */
export function parseRate(text: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(bps|bit)$/i.exec(text ?? "");
  if (match === null) return undefined;
  const factor = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 }[(match[2] ?? "").toLowerCase()] ?? 1;
  return (Number(match[1]) * factor) / ((match[3] ?? "").toLowerCase() === "bit" ? 8 : 1);
}

/** A size of a memory stressor (`256MB`, `1GiB`, `50%` of `whole`) in bytes. */
export function parseSize(text: string | undefined, whole: number): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%|[kmgt]?i?b?)$/i.exec(text ?? "");
  if (match === null) return 0;
  const unit = (match[2] ?? "").toLowerCase();
  if (unit === "%") return (Number(match[1]) / 100) * whole;
  // Chaos Mesh's own parser takes KB for 1024 bytes too.
  const factor = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }[unit.charAt(0)] ?? 1;
  return Number(match[1]) * factor;
}
