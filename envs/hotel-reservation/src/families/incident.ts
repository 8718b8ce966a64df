/**
 * What all families of this application choose alike: the setting and the times.
 * @module
 */
import {
  type Choices,
  type Draw,
  defineFamilies,
  type FaultInstance,
  type FaultKind,
  numberOf,
  type ProblemFamily,
  type Repair,
} from "@aiops-gym/problems";
import { actionsIn, type ShellActions } from "../problems/shell-action.ts";
import { applicationIn } from "./application-in.ts";
import { type Setting, settingCount, settingOf } from "./settings.ts";

/** What differs from kind to kind. */
export interface KindOfFault extends Pick<FaultKind, "name" | "description" | "tasks" | "choices" | "usersNotice"> {
  faults(draw: Draw, setting: Setting): readonly FaultInstance[];
  /** Needed where mitigation is asked. */
  repairs?(draw: Draw, setting: Setting, actions: ShellActions): readonly Repair[];
}

/** Raised when equal draws make other problems than before. */
const version = 1;

const shared: Choices = {
  setting: { kind: "range", min: 0, max: settingCount - 1, step: 1 },
  /** Healthy traffic beyond the warm-up. */
  secondsToFault: { kind: "range", min: 0, max: 60, step: 5 },
  secondsToPage: { kind: "range", min: 45, max: 120, step: 5 },
};

const settings: readonly Setting[] = Array.from({ length: settingCount }, (_, index) => settingOf(index));

/** What a family's hash covers of the settings: how they differ, not the mix's variables. */
const basis = settings.map(({ workload, ...setting }) => ({
  ...setting,
  arrivals: workload.arrivals,
  weights: workload.requests.map(({ name, weight }) => ({ name, weight })),
}));

/** The families of a kind of fault. */
export function familiesOf({ faults, repairs, choices, ...kind }: KindOfFault): readonly ProblemFamily[] {
  return defineFamilies({
    ...kind,
    application: "hotel-reservation",
    version,
    choices: { ...choices, ...shared },
    basis,
    incident(draw) {
      const index = numberOf(draw, "setting");
      const application = applicationIn(index);
      const setting = settings[index] ?? settingOf(index);
      return {
        application,
        faults: faults(draw, setting),
        repairs: repairs?.(draw, setting, actionsIn(application.namespace)) ?? [],
        secondsToFault: numberOf(draw, "secondsToFault"),
        secondsToPage: numberOf(draw, "secondsToPage"),
      };
    },
  });
}
