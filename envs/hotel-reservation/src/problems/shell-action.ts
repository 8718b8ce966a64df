/**
 * Actions of repairs, as data.
 * @module
 */
import type { Action } from "@aiops-gym/problems";

/** The application's namespace. */
export const namespace = "test-hotel-reservation";

/** A command in the policy's shell. */
export function shell(command: string): Action {
  return { name: "exec_shell", arguments: { command } };
}

/** A kubectl command in the application's namespace. */
export function kubectl(command: string): Action {
  return shell(`kubectl -n ${namespace} ${command}`);
}

/** A statement in the mongo shell of a store's pod. */
export function mongo(store: string, user: string, statement: string): Action {
  return kubectl(
    `exec deploy/${store} -- mongo admin -u ${user} -p ${user} --authenticationDatabase admin --eval "${statement}"`,
  );
}

/** Deletes a Deployment and applies it again as it was, edited by `sed` on the way. */
export function deleteAndApply(deployment: string, edit = ""): readonly Action[] {
  const file = `/tmp/${deployment}.yaml`;
  const filter = edit === "" ? "" : ` | sed '${edit}'`;
  return [
    kubectl(`get deployment ${deployment} -o yaml${filter} > ${file}`),
    kubectl(`delete deployment ${deployment}`),
    kubectl(`apply -f ${file}`),
  ];
}
