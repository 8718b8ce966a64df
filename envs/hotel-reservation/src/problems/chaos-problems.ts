/**
 * Faults by Chaos Mesh, and the healthy episode.
 * @module
 */
import {
  containerKill,
  defineProblem,
  detectionEvaluator,
  diskWoreout,
  type FaultInstance,
  instantiate,
  kernelFault,
  networkDelay,
  networkLoss,
  type Problem,
  podFailure,
  podKill,
  type TaskKind,
} from "@aiops-gym/problems";
import { hotelReservation } from "../application.ts";
import { problemsOf } from "./four-tasks.ts";

const twoTasks: readonly TaskKind[] = ["detection", "localization"];

const table: readonly { readonly fault: FaultInstance; readonly id: (task: TaskKind) => string }[] = [
  {
    fault: instantiate(containerKill, { service: "geo", container: "hotel-reserv-geo" }),
    id: (task) => `container_kill-${task}`,
  },
  { fault: instantiate(podFailure, { service: "user" }), id: (task) => `pod_failure_hotel_res-${task}-1` },
  { fault: instantiate(podKill, { service: "user" }), id: (task) => `pod_kill_hotel_res-${task}-1` },
  { fault: instantiate(networkLoss, { service: "user" }), id: (task) => `network_loss_hotel_res-${task}-1` },
  { fault: instantiate(networkDelay, { service: "user" }), id: (task) => `network_delay_hotel_res-${task}-1` },
  // AIOpsLab has these two switched off: the first is a bug of Chaos Mesh, the second needs a program in the node's kernel.
  { fault: instantiate(kernelFault, { service: "user" }), id: (task) => `kernel_fault_hotel_reservation-${task}-1` },
  { fault: instantiate(diskWoreout, { service: "mongodb-reservation" }), id: (task) => `disk_woreout-${task}-1` },
];

/** Fourteen problems with a fault, and one without. */
export const chaosProblems: readonly Problem[] = [
  ...table.flatMap(({ fault, id }) => problemsOf({ faults: [fault], id, tasks: twoTasks })),
  defineProblem({
    id: "noop_detection_hotel_reservation-1",
    task: "detection",
    application: hotelReservation,
    evaluator: detectionEvaluator,
  }),
];
