/**
 * Our helm, in the shell, on an embedded cluster.
 * @module
 */
import { createShell } from "@aiops-gym/shell";
import { clusterFor } from "../fidelity/embedded.ts";
import { type Answer, chartFiles, namespaceOf } from "./run-session.ts";
import type { Session } from "./sessions.ts";

/** Types a session's lines into a shell of its own. */
export async function runOwn(session: Session, seed = 1): Promise<readonly Answer[]> {
  await using cluster = await clusterFor({}, seed);
  const { api, clock } = cluster;
  const namespace = namespaceOf(session);
  await api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  await clock.sleep(5);
  const shell = createShell({ api, clock, namespace });
  for (const [path, text] of Object.entries({ ...chartFiles, ...session.files }))
    await shell.writeFile(`/root/${path}`, text);
  const answers: Answer[] = [];
  for (const line of session.lines) {
    answers.push({ line, ...(await shell.run(line, { timeoutSeconds: 400 })) });
    await clock.sleep(1);
  }
  return answers;
}
