/**
 * `kubectl create namespace | quota | poddisruptionbudget | priorityclass`.
 * @module
 */
import type { Command } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { selectorObject } from "../../selector-object.ts";
import { parseAmounts } from "../set/resources.ts";
import { createCommandOf, sortedMap } from "./new-object.ts";

export const createNamespaceCommand: Command = createCommandOf({
  name: "namespace",
  plural: "namespaces",
  summary: "Create a namespace with the specified name",
  usage: "",
  flags: "",
  make: (_call, name) => ({ kind: "Namespace", apiVersion: "v1", metadata: { name }, spec: {}, status: {} }),
});

export const createQuotaCommand: Command = createCommandOf({
  name: "quota",
  plural: "resourcequotas",
  summary: "Create a quota with the specified name",
  usage: "[--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2]",
  flags: "hard scopes",
  failure: "failed to create quota:",
  make({ flags }, name) {
    const hard = parseAmounts(flags.text("hard"));
    const scopes = flags.text("scopes") === "" ? [] : flags.text("scopes").split(",");
    if (scopes.includes("")) throw new KubectlError('invalid resource quota scope ""');
    return {
      kind: "ResourceQuota",
      apiVersion: "v1",
      metadata: { name },
      spec: { ...sortedMap("hard", hard), ...(scopes.length > 0 ? { scopes } : {}) },
      status: {},
    };
  },
});

export const createDisruptionBudgetCommand: Command = createCommandOf({
  name: "poddisruptionbudget",
  plural: "poddisruptionbudgets",
  summary: "Create a pod disruption budget with the specified name",
  usage: "--selector=SELECTOR --min-available=N",
  flags: "max-unavailable min-available selector",
  failure: "failed to create poddisruptionbudgets:",
  make({ flags }, name) {
    const [selector, most, least] = ["selector", "max-unavailable", "min-available"].map((flag) =>
      flags.text(flag),
    ) as [string, string, string];
    if (selector === "") throw new KubectlError("a selector must be specified");
    if (most === "" && least === "")
      throw new KubectlError("one of min-available or max-unavailable must be specified");
    if (most !== "" && least !== "")
      throw new KubectlError("min-available and max-unavailable cannot be both specified");
    for (const [flag, text] of [
      ["min-available", least],
      ["max-unavailable", most],
    ] as const) {
      if (text !== "" && !/^[0-9]+%?$/.test(text)) throw new KubectlError(`invalid format specified for ${flag}`);
    }
    const amount = (text: string): number | string => (text.endsWith("%") ? text : Number(text));
    return {
      kind: "PodDisruptionBudget",
      apiVersion: "policy/v1",
      metadata: { name },
      spec: {
        ...(least === "" ? {} : { minAvailable: amount(least) }),
        selector: selectorObject(selector),
        ...(most === "" ? {} : { maxUnavailable: amount(most) }),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    };
  },
});

export const createPriorityClassCommand: Command = createCommandOf({
  name: "priorityclass",
  plural: "priorityclasses",
  summary: "Create a priority class with the specified name",
  usage: "--value=VALUE --global-default=BOOL",
  flags: "description global-default? preemption-policy=PreemptLowerPriority value#",
  failure: "failed to create priorityclass:",
  make({ flags }, name) {
    const description = flags.text("description");
    return {
      kind: "PriorityClass",
      apiVersion: "scheduling.k8s.io/v1",
      metadata: { name },
      value: flags.int("value"),
      ...(flags.bool("global-default") ? { globalDefault: true } : {}),
      ...(description === "" ? {} : { description }),
      preemptionPolicy: flags.text("preemption-policy"),
    };
  },
});
