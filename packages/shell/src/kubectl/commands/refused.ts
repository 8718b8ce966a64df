/**
 * Commands that this shell has not, and what to use instead.
 * @module
 */
import type { Command } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";

const reasons: Readonly<Record<string, string>> = {
  edit: "it needs an editor; use kubectl patch, kubectl set, or kubectl get -o yaml, change the file and kubectl apply -f it",
  "port-forward": "nothing outside the cluster can connect; use kubectl exec to reach a service from inside a pod",
  proxy: "nothing outside the cluster can connect; use kubectl get",
  attach: "there is no terminal; use kubectl logs or kubectl exec",
  debug: "ephemeral containers cannot be added; use kubectl exec, kubectl logs and kubectl describe",
  kustomize: "use kubectl apply -f",
  certificate: "there are no certificates to sign",
  "auth reconcile": "use kubectl apply -f with roles and bindings",
  plugin: "there are no plugins",
  completion: "there is no terminal",
};

/** One command for each reason. Flags are not looked at. */
export const refusedCommands: readonly Command[] = Object.entries(reasons).map(([name, reason]) => ({
  name,
  summary: "Not available in this shell",
  usage: name,
  flags: "*",
  run: () => Promise.reject(new KubectlError(`kubectl ${name} is not available in this shell: ${reason}`)),
}));
