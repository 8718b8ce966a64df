/**
 * The horizontal pod autoscaler: looks at each of its objects every fifteen seconds and scales what they name.
 * @module
 */
import {
  type Condition,
  type HorizontalPodAutoscaler,
  type MetricStatus,
  microsPerSecond,
  StatusError,
  toRfc3339,
} from "@aiops-gym/cluster";
import { replaceScale } from "../../apiserver/api-server.ts";
import type { Scale } from "../../apiserver/scale.ts";
import { getByKey, objectKey, observeKind } from "../../apiserver/store.ts";
import { writeStatus } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { recordEvent } from "../events.ts";
import { type Controller, defineController, enqueueLater } from "../work-queue.ts";
import { type AutoscalerMemory, nothingRemembered, remember } from "./autoscaler-memory.ts";
import { limitChange } from "./limit-change.ts";
import { readMetric } from "./read-metric.ts";
import { autoscalersOf, findScale, targetOf } from "./scale-target.ts";

/** `--horizontal-pod-autoscaler-sync-period`: changes wait for their turn too. */
const syncPeriod = 15 * microsPerSecond;

const controller: Controller = defineController("horizontal-pod-autoscaler", (sim, key) => {
  const autoscaler = getByKey<HorizontalPodAutoscaler>(sim, "HorizontalPodAutoscaler", key);
  if (autoscaler === undefined) {
    sim.state.controlPlane.autoscalers.delete(key);
    return;
  }
  enqueueLater(sim, controller, key, syncPeriod);
  new Look(sim, autoscaler).take();
});

observeKind<HorizontalPodAutoscaler>("HorizontalPodAutoscaler", (sim, { type, object }) => {
  const key = objectKey(object);
  enqueueLater(sim, controller, key, syncPeriod);
  // who is gone claims no pods; the rest is forgotten when its turn comes
  const memory = type === "DELETED" ? sim.state.controlPlane.autoscalers.get(key) : undefined;
  if (memory !== undefined) sim.state.controlPlane.autoscalers.set(key, Object.freeze({ ...memory, selector: "" }));
});

type Status = NonNullable<HorizontalPodAutoscaler["status"]>;

/** One look at one autoscaler; lives as long as the look. */
class Look {
  readonly #sim: Simulation;
  readonly #autoscaler: HorizontalPodAutoscaler;
  readonly #key: string;
  #conditions: readonly Condition[];
  #metrics: readonly MetricStatus[] | null = null;

  constructor(sim: Simulation, autoscaler: HorizontalPodAutoscaler) {
    this.#sim = sim;
    this.#autoscaler = autoscaler;
    this.#key = objectKey(autoscaler);
    this.#conditions = autoscaler.status?.conditions ?? [];
  }

  take(): void {
    const { spec, status } = this.#autoscaler;
    const scale = this.#scale();
    if (scale === undefined) {
      const { desiredReplicas = 0, currentMetrics = null } = status ?? {};
      this.#write({ ...status, desiredReplicas, currentMetrics });
      return;
    }
    this.#say(
      "AbleToScale",
      true,
      "SucceededGetScale",
      "the HPA controller was able to get the target's current scale",
    );
    const current = scale.spec.replicas ?? 0;
    const { now } = this.#sim;
    if (this.#memory.recommendations.length === 0) {
      this.#remember({ recommendations: remember([], now, current) });
    }
    let desired = current;
    let reason = "";
    if (current === 0 && spec.minReplicas !== 0) {
      const message = "scaling is disabled since the replica count of the target is zero";
      this.#say("ScalingActive", false, "ScalingDisabled", message);
    } else if (current > spec.maxReplicas) {
      reason = "Current number of replicas above Spec.MaxReplicas";
      desired = spec.maxReplicas;
    } else if (current < spec.minReplicas) {
      reason = "Current number of replicas below Spec.MinReplicas";
      desired = spec.minReplicas;
    } else {
      const proposal = this.#followMetrics(scale, current);
      if (proposal === undefined) return;
      desired = proposal.replicas;
      if (desired > current) reason = `${proposal.name} above target`;
      if (desired < current) reason = "All metrics below target";
      desired = this.#limit(current, desired);
    }
    if (desired !== current && !this.#rescale(scale, current, desired, reason)) return;
    this.#setStatus(current, desired, desired !== current);
  }

  get #memory(): AutoscalerMemory {
    return this.#sim.state.controlPlane.autoscalers.get(this.#key) ?? nothingRemembered;
  }

  #remember(change: Partial<AutoscalerMemory>): void {
    this.#sim.state.controlPlane.autoscalers.set(this.#key, Object.freeze({ ...this.#memory, ...change }));
  }

  #scale(): Scale | undefined {
    const found = findScale(this.#sim, targetOf(this.#autoscaler));
    if (found.ok) return found.scale;
    this.#tell("Warning", "FailedGetScale", found.why);
    const message = `the HPA controller was unable to get the target's current scale: ${found.why}`;
    this.#say("AbleToScale", false, "FailedGetScale", message);
    return undefined;
  }

  /** What all metrics together ask for; undefined when they do not say, which has been told then. */
  #followMetrics(scale: Scale, current: number): { readonly replicas: number; readonly name: string } | undefined {
    const { spec } = this.#autoscaler;
    const selector = scale.status.selector ?? "";
    const conflict = this.#claimPods(selector);
    if (conflict !== undefined) {
      this.#giveUp(current, conflict);
      return undefined;
    }
    let replicas = 0;
    let name = "";
    let invalid = 0;
    let firstReason = "";
    let firstWhy = "";
    let firstError = "";
    this.#metrics = spec.metrics.map((metric): MetricStatus => {
      const proposal = readMetric(this.#sim, this.#autoscaler, metric, selector, current);
      if (proposal.ok) {
        if (replicas === 0 || proposal.replicas > replicas) ({ replicas, name } = proposal);
        return proposal.status;
      }
      const { reason, why, prefix } = proposal;
      this.#tell("Warning", reason, why);
      if (invalid === 0) [firstReason, firstWhy, firstError] = [reason, why, prefix + why];
      invalid += 1;
      return { type: "" };
    });
    const count = spec.metrics.length;
    if (invalid >= count || (invalid > 0 && replicas < current)) {
      const message = `the HPA was unable to compute the replica count: ${firstWhy}`;
      this.#say("ScalingActive", false, firstReason, message);
      this.#giveUp(current, `invalid metrics (${invalid} invalid out of ${count}), first error is: ${firstError}`);
      return undefined;
    }
    const message = `the HPA was able to successfully calculate a replica count from ${name}`;
    this.#say("ScalingActive", true, "ValidMetricFound", message);
    return { replicas, name };
  }

  /** Takes note of which pods it looks after; answers why it may not. */
  #claimPods(selector: string): string | undefined {
    if (selector === "") {
      this.#tell("Warning", "SelectorRequired", "selector is required");
      this.#say("ScalingActive", false, "InvalidSelector", "the HPA target's scale is missing a selector");
      return "selector is required";
    }
    this.#remember({ selector });
    const { namespace = "" } = this.#autoscaler.metadata;
    const rivals = autoscalersOf(this.#sim, namespace, selector);
    if (rivals.length <= 1) return undefined;
    const message = `pods by selector ${selector} are controlled by multiple HPAs: [${rivals.join(" ")}]`;
    this.#tell("Warning", "AmbiguousSelector", message);
    this.#say("ScalingActive", false, "AmbiguousSelector", message);
    return message;
  }

  #giveUp(current: number, why: string): void {
    this.#setStatus(current, this.#autoscaler.status?.desiredReplicas ?? 0, false);
    this.#tell("Warning", "FailedComputeMetricsReplicas", why);
  }

  #limit(current: number, desired: number): number {
    const { now } = this.#sim;
    const { replicas, able, limited } = limitChange(this.#autoscaler, this.#memory, now, current, desired);
    this.#remember({ recommendations: remember(this.#memory.recommendations, now, desired) });
    this.#say("AbleToScale", true, able.reason, able.message);
    this.#say("ScalingLimited", limited.holds, limited.reason, limited.message);
    return replicas;
  }

  #rescale(scale: Scale, current: number, desired: number, reason: string): boolean {
    try {
      replaceScale(this.#sim, targetOf(this.#autoscaler), { ...scale, spec: { replicas: desired } });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const what = `New size: ${desired}; reason: ${reason}; error: ${error.message}`;
      this.#tell("Warning", "FailedRescale", what);
      const message = `the HPA controller was unable to update the target scale: ${error.message}`;
      this.#say("AbleToScale", false, "FailedUpdateScale", message);
      this.#setStatus(current, this.#autoscaler.status?.desiredReplicas ?? 0, false);
      return false;
    }
    const message = `the HPA controller was able to update the target scale to ${desired}`;
    this.#say("AbleToScale", true, "SucceededRescale", message);
    this.#tell("Normal", "SuccessfulRescale", `New size: ${desired}; reason: ${reason}`);
    if (this.#autoscaler.spec.behavior !== undefined) {
      const { scaleUps, scaleDowns } = this.#memory;
      const { now } = this.#sim;
      if (desired > current) this.#remember({ scaleUps: remember(scaleUps, now, desired - current) });
      else this.#remember({ scaleDowns: remember(scaleDowns, now, current - desired) });
    }
    return true;
  }

  #say(type: string, holds: boolean, reason: string, message: string): void {
    const status = holds ? "True" : "False";
    const known = this.#conditions.find((condition) => condition.type === type);
    const since = known?.status === status ? known.lastTransitionTime : toRfc3339(this.#sim.now);
    const condition: Condition = { type, status, ...(since ? { lastTransitionTime: since } : {}), reason, message };
    this.#conditions =
      known === undefined
        ? [...this.#conditions, condition]
        : this.#conditions.map((one) => (one === known ? condition : one));
  }

  #tell(type: "Normal" | "Warning", reason: string, message: string): void {
    const component = "horizontal-pod-autoscaler";
    recordEvent(this.#sim, { involved: this.#autoscaler, type, reason, message, component });
  }

  #setStatus(current: number, desired: number, rescaled: boolean): void {
    const lastScaleTime = rescaled ? toRfc3339(this.#sim.now) : this.#autoscaler.status?.lastScaleTime;
    this.#write({
      ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
      ...(current === 0 ? {} : { currentReplicas: current }),
      desiredReplicas: desired,
      currentMetrics: this.#metrics,
    });
  }

  #write(status: Status): void {
    writeStatus(this.#sim, this.#autoscaler, { ...status, conditions: this.#conditions });
  }
}
