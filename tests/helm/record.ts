/**
 * Records what the real helm says on a real cluster.
 *
 *     AIOPS_GYM_KUBECONFIG=... AIOPS_GYM_HELM=helm AIOPS_GYM_KUBECTL=kubectl npm run record-helm -- [--only SESSION]
 *
 * The cluster is one as `tests/kubectl` records on.
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { type Answer, chartFiles, namespaceOf } from "./run-session.ts";
import { type Session, sessions } from "./sessions.ts";

const { values } = parseArgs({ options: { only: { type: "string" } } });
const { AIOPS_GYM_KUBECONFIG: kubeconfig, AIOPS_GYM_HELM: helm, AIOPS_GYM_KUBECTL: kubectl } = process.env;
if (kubeconfig === undefined || helm === undefined || kubectl === undefined)
  throw new Error("AIOPS_GYM_KUBECONFIG, AIOPS_GYM_HELM and AIOPS_GYM_KUBECTL name the referees");

for (const session of sessions) {
  if (values.only !== undefined && values.only !== session.name) continue;
  const answers = record(session, kubeconfig, { helm, kubectl });
  const file = new URL(`recordings/${session.name}.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(answers, null, 1)}\n`);
  console.log(`${session.name}: ${answers.length} lines`);
}

function record(session: Session, config: string, programs: Readonly<Record<string, string>>): readonly Answer[] {
  const home = mkdtempSync(join(tmpdir(), "helm-home-"));
  const namespace = namespaceOf(session);
  const work = join(home, "work");
  for (const [path, text] of Object.entries({ ...chartFiles, ...session.files })) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
  for (const [name, path] of Object.entries(programs)) symlinkSync(path, join(home, name));
  const env = { HOME: home, PATH: `${home}:${process.env["PATH"]}`, KUBECONFIG: join(home, "config"), TZ: "UTC" };
  const run = (line: string): Answer => {
    const { stdout, stderr, status } = spawnSync("bash", ["-c", line], { cwd: work, env, encoding: "utf8" });
    return { line, stdout, stderr, exitCode: status ?? -1 };
  };
  try {
    run(`cp ${config} $KUBECONFIG && kubectl config set-context --current --namespace=${namespace}`);
    run(`kubectl delete namespace ${namespace} --ignore-not-found && kubectl create namespace ${namespace}`);
    return session.lines.map(run);
  } finally {
    run(`kubectl delete namespace ${namespace}`);
    rmSync(home, { recursive: true });
  }
}
