/**
 * All control loops: importing this makes them follow every simulation of the process.
 * @module
 */
import "./cluster-role-aggregation.ts";
import "./autoscaler/autoscaler-controller.ts";
import "./cron-job/cron-job-controller.ts";
import "./daemon-set/daemon-set-controller.ts";
import "./custom-definitions.ts";
import "./deployment/deployment-controller.ts";
import "./disruption-controller.ts";
import "./endpoint-slice-controller.ts";
import "./endpoint-slice-mirroring.ts";
import "./endpoints-controller.ts";
import "./garbage-collector.ts";
import "./job/job-controller.ts";
import "./job/orphan-pods.ts";
import "./namespace-controller.ts";
import "./nodes/node-keeper.ts";
import "./nodes/node-monitor.ts";
import "./nodes/node-taints.ts";
import "./nodes/pod-collector.ts";
import "./nodes/taint-eviction.ts";
import "./replica-set-controller.ts";
import "./resource-quota-controller.ts";
import "./stateful-set/stateful-set-controller.ts";
import "./ttl-after-finished.ts";
import "./volume-binder.ts";
import "./volume-protection.ts";
import "../kubelet/kubelet.ts";
import "../kwok/kwok.ts";
import "../scheduler/scheduler.ts";

export { type EventRecord, recordEvent } from "./events.ts";
