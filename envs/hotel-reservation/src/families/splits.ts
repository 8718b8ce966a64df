/**
 * Which draws of this application's families are for training, and which are held out for tests.
 * @module
 */
import type { Condition, SplitPart } from "@aiops-gym/problems";
import { settingCount } from "./settings.ts";

/** What the draws of one kind of fault have to be, by what they are for. */
interface KindSplit {
  readonly kind: string;
  readonly tasks: readonly string[];
  /** Services of training, and services that are held out; absent where there is only one. */
  readonly services?: { readonly train: Condition; readonly heldOut: Condition };
  /** Parameters of training, and parameters that are held out; absent where the kind has none beyond the setting. */
  readonly parameters?: { readonly train: Condition; readonly heldOut: Condition };
}

const four = ["detection", "localization", "analysis", "mitigation"];
const two = ["detection", "localization"];

/** Services that are at fault in no problem of training, with their stores and caches. */
export const heldOutServices: readonly string[] = [
  ...["rate", "mongodb-rate", "memcached-rate"],
  ...["recommendation", "mongodb-recommendation"],
];

const service = {
  train: { choice: "service", noneOf: heldOutServices },
  heldOut: { choice: "service", oneOf: heldOutServices },
} satisfies KindSplit["services"];

function between(choice: string, train: readonly [number, number], heldOut: readonly [number, number]) {
  const range = ([atLeast, atMost]: readonly [number, number]): Condition => ({ choice, atLeast, atMost });
  return { train: range(train), heldOut: range(heldOut) };
}

function values(choice: string, heldOut: readonly string[]) {
  return { train: { choice, noneOf: heldOut }, heldOut: { choice, oneOf: heldOut } };
}

/** Kinds of training. */
const kinds: readonly KindSplit[] = [
  { kind: "revoke_auth", tasks: four, services: service },
  {
    kind: "redeploy_without_pv",
    tasks: four,
    services: {
      train: { choice: "services", noneOf: heldOutServices },
      heldOut: { choice: "services", anyOf: heldOutServices },
    },
  },
  { kind: "disk_woreout", tasks: two, parameters: between("failurePercent", [50, 80], [90, 100]) },
  { kind: "misconfig_app", tasks: four, services: service, parameters: values("wrongEntry", ["mongo-host"]) },
  { kind: "wrong_bin_usage", tasks: four, services: service, parameters: values("program", ["profile", "user"]) },
  { kind: "scale_to_zero", tasks: four, services: service },
  { kind: "container_kill", tasks: two, services: service },
  { kind: "pod_failure", tasks: two, services: service },
  { kind: "pod_kill", tasks: two, services: service },
  {
    kind: "network_delay",
    tasks: two,
    services: service,
    parameters: between("latencyMillis", [500, 6000], [6500, 10_000]),
  },
  { kind: "kernel_fault", tasks: two, services: service, parameters: between("failurePercent", [60, 80], [90, 100]) },
];

/** Kinds that training does not have: a user that is gone beside one without its role, packets lost beside packets late. */
export const heldOutKinds: readonly Pick<KindSplit, "kind" | "tasks">[] = [
  { kind: "user_unregistered", tasks: four },
  { kind: "network_loss", tasks: two },
];

/** Settings 0 to 7 are for training. */
const trainSettings: Condition = { choice: "setting", atLeast: 0, atMost: 7 };
const heldOutSettings: Condition = { choice: "setting", atLeast: 8, atMost: settingCount - 1 };

type What = "train" | "heldOut";

function part(split: Pick<KindSplit, "kind" | "tasks">, where: readonly (Condition | undefined)[]): SplitPart {
  return {
    families: split.tasks.map((task) => `hotel-reservation/${split.kind}-${task}`),
    where: where.filter((condition) => condition !== undefined),
  };
}

function partsOf(setting: Condition, services: What, parameters: What): readonly SplitPart[] {
  return kinds
    .filter((kind) => services === "train" || kind.services !== undefined)
    .filter((kind) => parameters === "train" || kind.parameters !== undefined)
    .map((kind) => part(kind, [setting, kind.services?.[services], kind.parameters?.[parameters]]));
}

/** Parts of the splits, by what each holds out beside the seeds. Each test differs from training in one thing. */
export const hotelReservationSplits: Readonly<
  Record<"train" | "settings" | "parameters" | "services" | "kinds", readonly SplitPart[]>
> = {
  train: partsOf(trainSettings, "train", "train"),
  settings: partsOf(heldOutSettings, "train", "train"),
  parameters: partsOf(trainSettings, "train", "heldOut"),
  services: partsOf(trainSettings, "heldOut", "train"),
  kinds: heldOutKinds.map((kind) => part(kind, [trainSettings, service.train])),
};
