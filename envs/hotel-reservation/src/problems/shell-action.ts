/**
 * Actions of repairs, as data.
 * @module
 */
import type { Action } from "@aiops-gym/problems";

/** A command in the policy's shell. */
export function shell(command: string): Action {
  return { name: "exec_shell", arguments: { command } };
}

/** Actions in one namespace. */
export interface ShellActions {
  readonly namespace: string;
  /** A kubectl command. */
  kubectl(command: string): Action;
  /** A statement in the mongo shell of a store's pod. */
  mongo(store: string, user: string, statement: string): Action;
  /** Deletes a Deployment and applies it again as it was, edited by `sed` on the way. */
  deleteAndApply(deployment: string, edit?: string): readonly Action[];
}

/** Actions in the application's namespace. */
export function actionsIn(namespace: string): ShellActions {
  const kubectl = (command: string): Action => shell(`kubectl -n ${namespace} ${command}`);
  return {
    namespace,
    kubectl,
    mongo: (store, user, statement) =>
      kubectl(
        `exec deploy/${store} -- mongo admin -u ${user} -p ${user} --authenticationDatabase admin --eval "${statement}"`,
      ),
    deleteAndApply: (deployment, edit = "") => {
      const file = `/tmp/${deployment}.yaml`;
      const filter = edit === "" ? "" : ` | sed '${edit}'`;
      return [
        kubectl(`get deployment ${deployment} -o yaml${filter} > ${file}`),
        kubectl(`delete deployment ${deployment}`),
        kubectl(`apply -f ${file}`),
      ];
    },
  };
}
