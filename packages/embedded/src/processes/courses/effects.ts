/**
 * What a course leaves behind where nobody who works for it looks: spans, log lines, statistics. Written when it is through.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { writeLog } from "../../capture/capture.ts";
import { recordServed } from "../../capture/service-stats.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import type { ContainerRecord } from "../../runtime/runtime-state.ts";
import type { CompiledLog, CompiledSpan } from "../compiled-program.ts";
import { closeSpan, type Tags } from "../spans.ts";
import type { Variables } from "../task.ts";

/** A span that has ended. */
interface Span {
  container: string;
  span: CompiledSpan;
  extra: Tags | null;
  number: number;
  parent: number;
  startedAt: UnixMicros;
  endedAt: UnixMicros;
  message: string;
}

interface Served {
  service: string;
  micros: number;
  failed: boolean;
  at: UnixMicros;
}

interface Line {
  readonly container: ContainerRecord;
  readonly log: CompiledLog;
  readonly text: string;
  readonly at: UnixMicros;
}

/** Effects in the order of time. Records are used again. */
export class Effects {
  readonly #spans: Span[] = [];
  #spanCount = 0;
  readonly #served: Served[] = [];
  #servedCount = 0;
  readonly #lines: Line[] = [];

  clear(): void {
    this.#spanCount = 0;
    this.#servedCount = 0;
    if (this.#lines.length > 0) this.#lines.length = 0;
  }

  span(
    container: string,
    span: CompiledSpan,
    extra: Tags | null,
    number: number,
    parent: number,
    startedAt: UnixMicros,
    endedAt: UnixMicros,
    message: string,
  ): void {
    const index = this.#spanCount++;
    const known = this.#spans[index];
    if (known === undefined) {
      this.#spans.push({ container, span, extra, number, parent, startedAt, endedAt, message });
      return;
    }
    known.container = container;
    known.span = span;
    known.extra = extra;
    known.number = number;
    known.parent = parent;
    known.startedAt = startedAt;
    known.endedAt = endedAt;
    known.message = message;
  }

  served(service: string, micros: number, failed: boolean, at: UnixMicros): void {
    const index = this.#servedCount++;
    const known = this.#served[index];
    if (known === undefined) {
      this.#served.push({ service, micros, failed, at });
      return;
    }
    known.service = service;
    known.micros = micros;
    known.failed = failed;
    known.at = at;
  }

  line(container: ContainerRecord, log: CompiledLog, text: string, at: UnixMicros): void {
    this.#lines.push({ container, log, text, at });
  }

  /** Writes everything down; the clock is where it was then. */
  apply(sim: Simulation, trace: number, variables: Variables): void {
    for (let index = 0; index < this.#spanCount; index++) {
      const span = this.#spans[index] as Span;
      sim.advanceTo(span.endedAt);
      closeSpan(sim, span.container, span.span, span.extra, trace, span.number, span.parent, span.startedAt, {
        error: span.message,
        key: "",
        variables,
      });
    }
    for (let index = 0; index < this.#servedCount; index++) {
      const { service, micros, failed, at } = this.#served[index] as Served;
      sim.advanceTo(at);
      recordServed(sim, service, micros, failed);
    }
    for (const { container, log, text, at } of this.#lines) {
      sim.advanceTo(at);
      writeLog(sim, container, log.stream, log.severity, text);
    }
    this.clear();
  }
}
