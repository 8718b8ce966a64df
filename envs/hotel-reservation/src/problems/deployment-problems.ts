/**
 * `misconfig_app_hotel_res`, `wrong_bin_usage` and `redeploy_without_PV`.
 * @module
 */
import {
  instantiate,
  misconfigApp,
  type Problem,
  type Repair,
  redeployWithoutVolumes,
  wrongBinUsage,
} from "@aiops-gym/problems";
import { allTasks, problemsOf } from "./four-tasks.ts";
import { deleteAndApply, kubectl, shell } from "./shell-action.ts";

const goodImage = "yinfangchen/hotelreservation:latest";
const badImage = "yinfangchen/geo:app3";

const misconfigRepairs: readonly Repair[] = [
  { name: "undo the rollout", actions: [kubectl("rollout undo deployment/geo")] },
  { name: "set the image", actions: [kubectl(`set image deployment/geo hotel-reserv-geo=${goodImage}`)] },
  {
    name: "delete the deployment and apply it again, corrected",
    actions: deleteAndApply("geo", `s|${badImage}|${goodImage}|`),
  },
  {
    name: "patch the image",
    actions: [
      {
        name: "patch",
        arguments: {
          kind: "deployment",
          name: "geo",
          type: "strategic",
          patch: { spec: { template: { spec: { containers: [{ name: "hotel-reserv-geo", image: goodImage }] } } } },
        },
      },
    ],
  },
];

const commandPatch = '[{"op": "replace", "path": "/spec/template/spec/containers/0/command", "value": ["profile"]}]';

const wrongBinRepairs: readonly Repair[] = [
  { name: "patch the command", actions: [kubectl(`patch deployment profile --type=json -p '${commandPatch}'`)] },
  {
    name: "delete the deployment and apply it again, corrected",
    actions: deleteAndApply("profile", "s|- geo$|- profile|"),
  },
  {
    name: "replace the deployment, corrected",
    actions: [kubectl("get deployment profile -o yaml | sed 's|- geo$|- profile|' | kubectl replace --force -f -")],
  },
  {
    name: "patch the command by the typed action",
    actions: [
      {
        name: "patch",
        arguments: {
          kind: "deployment",
          name: "profile",
          type: "strategic",
          patch: {
            spec: { template: { spec: { containers: [{ name: "hotel-reserv-profile", command: ["profile"] }] } } },
          },
        },
      },
    ],
  },
];

const volumes = ["geo", "profile", "rate", "recommendation", "reservation", "user"] as const;

const volumeManifest = (volume: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `${volume}-pv` },
    spec: {
      volumeMode: "Filesystem",
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: "1Gi" },
      storageClassName: `${volume}-storage`,
      hostPath: { path: `/data/volumes/${volume}-pv`, type: "DirectoryOrCreate" },
    },
  });

const redeployRepairs: readonly Repair[] = [
  {
    name: "release the volumes from the claims of before",
    actions: [
      shell(
        `for v in ${volumes.join(" ")}; do kubectl patch pv $v-pv --type=json -p '[{"op": "remove", "path": "/spec/claimRef"}]'; done`,
      ),
    ],
  },
  {
    name: "delete the volumes and apply them again",
    actions: [
      shell(`kubectl delete pv ${volumes.map((volume) => `${volume}-pv`).join(" ")}`),
      shell(
        `cat > /tmp/volumes.yaml <<'END'\n${volumes.map(volumeManifest).join("\n---\n")}\nEND\nkubectl apply -f /tmp/volumes.yaml`,
      ),
    ],
  },
  {
    name: "let the volumes accept the new claims",
    actions: [
      shell(
        `for v in ${volumes.join(" ")}; do kubectl patch pv $v-pv -p '{"spec": {"claimRef": {"uid": null, "resourceVersion": null}}}'; done`,
      ),
    ],
  },
];

/** Twelve problems. `redeploy_without_PV-localization-1` is one that AIOpsLab left out: all six stores stay pending. */
export const deploymentProblems: readonly Problem[] = [
  ...problemsOf({
    faults: [instantiate(misconfigApp, { service: "geo", container: "hotel-reserv-geo", image: badImage, goodImage })],
    id: (task) => `misconfig_app_hotel_res-${task}-1`,
    tasks: allTasks,
    repairs: misconfigRepairs,
  }),
  ...problemsOf({
    faults: [instantiate(wrongBinUsage, { service: "profile", command: ["geo"], goodCommand: ["profile"] })],
    id: (task) => `wrong_bin_usage-${task}-1`,
    tasks: allTasks,
    repairs: wrongBinRepairs,
  }),
  ...problemsOf({
    faults: [instantiate(redeployWithoutVolumes, { stores: volumes.map((volume) => `mongodb-${volume}`) })],
    id: (task) => `redeploy_without_PV-${task}-1`,
    tasks: allTasks,
    repairs: redeployRepairs,
  }),
];
