/**
 * All subcommands of `kubectl create`, and their other names.
 * @module
 */
import type { Command } from "../../invocation.ts";
import {
  createConfigMapCommand,
  createSecretDockerCommand,
  createSecretGenericCommand,
  createSecretTlsCommand,
} from "./config.ts";
import { createIngressCommand } from "./ingress.ts";
import {
  createDisruptionBudgetCommand,
  createNamespaceCommand,
  createPriorityClassCommand,
  createQuotaCommand,
} from "./policies.ts";
import {
  createClusterRoleBindingCommand,
  createRoleBindingCommand,
  createServiceAccountCommand,
} from "./role-bindings.ts";
import { createClusterRoleCommand, createRoleCommand } from "./roles.ts";
import { createServiceCommands } from "./services.ts";
import { createTokenCommand } from "./token.ts";
import { createCronJobCommand, createDeploymentCommand, createJobCommand } from "./workloads.ts";

export const createCommands: readonly Command[] = [
  createNamespaceCommand,
  createDeploymentCommand,
  createJobCommand,
  createCronJobCommand,
  createConfigMapCommand,
  createSecretGenericCommand,
  createSecretTlsCommand,
  createSecretDockerCommand,
  ...createServiceCommands,
  createServiceAccountCommand,
  createRoleCommand,
  createClusterRoleCommand,
  createRoleBindingCommand,
  createClusterRoleBindingCommand,
  createIngressCommand,
  createQuotaCommand,
  createDisruptionBudgetCommand,
  createPriorityClassCommand,
  createTokenCommand,
];

/** Other words for the same. */
export const createAliases: readonly (readonly [alias: string, name: string])[] = [
  ["create ns", "create namespace"],
  ["create deploy", "create deployment"],
  ["create cj", "create cronjob"],
  ["create cm", "create configmap"],
  ["create sa", "create serviceaccount"],
  ["create ing", "create ingress"],
  ["create resourcequota", "create quota"],
  ["create pdb", "create poddisruptionbudget"],
  ["create pc", "create priorityclass"],
  ["create svc", "create service"],
  ...["clusterip", "nodeport", "loadbalancer", "externalname"].map(
    (type) => [`create svc ${type}`, `create service ${type}`] as const,
  ),
];
