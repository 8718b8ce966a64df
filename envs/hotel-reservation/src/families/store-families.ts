/**
 * Faults of the stores: users without rights, users that are gone, volumes that are not there, disks that fail.
 * @module
 */
import {
  type Choices,
  type Draw,
  diskWoreout,
  instantiate,
  listOf,
  numberOf,
  type ProblemFamily,
  redeployWithoutVolumes,
  revokeAuth,
  textOf,
  userUnregistered,
} from "@aiops-gym/problems";
import { databases } from "../manifests/manifests.ts";
import { volumeRepairs } from "../problems/deployment-repairs.ts";
import { allTasks } from "../problems/four-tasks.ts";
import { type GuardedStore, revokeRepairs, unregisteredRepairs } from "../problems/mongo-repairs.ts";
import { familiesOf } from "./incident.ts";

/** The two stores that ask for a password; the other services have none in their code. */
const guarded: Choices = { service: { kind: "one-of", of: ["mongodb-geo", "mongodb-rate"] } };

function guardedStore(draw: Draw): GuardedStore {
  const store = textOf(draw, "service");
  const client = store.slice("mongodb-".length);
  return { store, client, database: `${client}-db` };
}

/** `mongodb-geo` -> `geo`. */
const volumesOf = (stores: readonly string[]): readonly string[] => stores.map((store) => store.slice(8));

/** Ten families. */
export const storeFamilies: readonly ProblemFamily[] = [
  ...familiesOf({
    name: "revoke_auth",
    description: "A MongoDB user loses its role; the service that needs it restarts.",
    tasks: allTasks,
    usersNotice: true,
    choices: guarded,
    faults: (draw) => {
      const { store, client } = guardedStore(draw);
      return [instantiate(revokeAuth, { store, client })];
    },
    repairs: (draw, _, actions) => revokeRepairs(guardedStore(draw), actions),
  }),
  ...familiesOf({
    name: "user_unregistered",
    description: "A MongoDB user is dropped; the service that needs it restarts.",
    tasks: allTasks,
    usersNotice: true,
    choices: guarded,
    faults: (draw) => {
      const { store, client } = guardedStore(draw);
      return [instantiate(userUnregistered, { store, client })];
    },
    repairs: (draw, _, actions) => unregisteredRepairs(guardedStore(draw), actions),
  }),
  ...familiesOf({
    name: "redeploy_without_pv",
    description: "The application was deployed anew while some volumes are still bound to the claims of before.",
    tasks: allTasks,
    usersNotice: true,
    choices: {
      services: { kind: "subset", of: databases.map((database) => `mongodb-${database}`), atLeast: 1, atMost: 6 },
    },
    faults: (draw) => {
      const stores = listOf(draw, "services");
      const freedVolumes = databases.filter((name) => !stores.includes(`mongodb-${name}`)).map((name) => `${name}-pv`);
      return [instantiate(redeployWithoutVolumes, { stores: [...stores], freedVolumes })];
    },
    repairs: (draw) => volumeRepairs(volumesOf(listOf(draw, "services"))),
  }),
  ...familiesOf({
    name: "disk_woreout",
    description: "Writes to a store's volume fail.",
    tasks: ["detection", "localization"],
    usersNotice: false,
    choices: {
      service: { kind: "one-of", of: ["mongodb-reservation"] },
      failurePercent: { kind: "range", min: 50, max: 100, step: 10 },
    },
    faults: (draw) => [
      instantiate(diskWoreout, { service: textOf(draw, "service"), failurePercent: numberOf(draw, "failurePercent") }),
    ],
  }),
];
