/**
 * All control loops: importing this makes them follow every simulation of the process.
 * @module
 */
import "./daemon-set/daemon-set-controller.ts";
import "./deployment/deployment-controller.ts";
import "./disruption-controller.ts";
import "./endpoint-slice-controller.ts";
import "./endpoints-controller.ts";
import "./garbage-collector.ts";
import "./namespace-controller.ts";
import "./node-lifecycle.ts";
import "./replica-set-controller.ts";
import "./resource-quota-controller.ts";
import "./stateful-set/stateful-set-controller.ts";
import "./volume-binder.ts";
import "./volume-protection.ts";
import "../kubelet/kubelet.ts";
import "../scheduler/scheduler.ts";

export { type EventRecord, recordEvent } from "./events.ts";
