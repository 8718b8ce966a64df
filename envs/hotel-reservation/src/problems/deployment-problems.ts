/**
 * `misconfig_app_hotel_res`, `wrong_bin_usage` and `redeploy_without_PV`.
 * @module
 */
import { instantiate, misconfigApp, type Problem, redeployWithoutVolumes, wrongBinUsage } from "@aiops-gym/problems";
import { namespace } from "../manifests/metadata.ts";
import { imageRepairs, programRepairs, volumeRepairs } from "./deployment-repairs.ts";
import { allTasks, problemsOf } from "./four-tasks.ts";
import { actionsIn } from "./shell-action.ts";

const goodImage = "yinfangchen/hotelreservation:latest";
const badImage = "yinfangchen/geo:app3";
const volumes = ["geo", "profile", "rate", "recommendation", "reservation", "user"] as const;
const actions = actionsIn(namespace);

/** Twelve problems. `redeploy_without_PV-localization-1` is one that AIOpsLab left out: all six stores stay pending. */
export const deploymentProblems: readonly Problem[] = [
  ...problemsOf({
    faults: [instantiate(misconfigApp, { service: "geo", container: "hotel-reserv-geo", image: badImage, goodImage })],
    id: (task) => `misconfig_app_hotel_res-${task}-1`,
    tasks: allTasks,
    repairs: imageRepairs({ service: "geo", image: badImage, goodImage }, actions),
  }),
  ...problemsOf({
    faults: [instantiate(wrongBinUsage, { service: "profile", command: ["geo"], goodCommand: ["profile"] })],
    id: (task) => `wrong_bin_usage-${task}-1`,
    tasks: allTasks,
    repairs: programRepairs({ service: "profile", program: "geo" }, actions),
  }),
  ...problemsOf({
    faults: [instantiate(redeployWithoutVolumes, { stores: volumes.map((volume) => `mongodb-${volume}`) })],
    id: (task) => `redeploy_without_PV-${task}-1`,
    tasks: allTasks,
    repairs: volumeRepairs(volumes),
  }),
];
