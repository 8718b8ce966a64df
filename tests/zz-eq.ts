import { shippedProblems } from "aiops-gym";
import { embeddedBackend } from "@aiops-gym/embedded";
import { benchProblems } from "/tmp/s1/main/packages/aiops-gym/src/cli/bench/workload.ts";
import { hashTable } from "@aiops-gym/telemetry";
const always = { startUnixMicros: 0, endUnixMicros: 2 ** 53 };
async function hashes(r: any) { const t = await r.cluster.telemetry.tables(always); return [r.stateHash(), ...["logs","metrics","traces","events","services"].map((n) => n + " " + t[n].numRows + " " + hashTable(t[n]))]; }
const healthy = shippedProblems.find(({ faults }) => faults.length === 0)!;
const ids = process.argv.slice(2);
const problems = ids.length ? shippedProblems.filter((p) => ids.includes(p.id)) : [healthy, ...benchProblems()];
for (const [i, p] of problems.entries()) {
  const app = await embeddedBackend.open(p.application, { seed: 300 + i }) as any;
  await app.cluster.clock.sleep(5);
  for (const f of p.faults) await f.inject({ cluster: app.cluster, application: p.application, namespace: p.application.namespace });
  const slow = app.fork(); slow.simulation.stepByStep = true;
  const plain = app.fork(); plain.simulation.forgetsCourses = true;
  for (let k = 0; k < 12; k++) {
    for (const each of [app, slow, plain]) await each.cluster.clock.sleep(10);
    const h = [app, slow, plain].map((x) => x.stateHash());
    if (h[0] !== h[1] || h[2] !== h[1]) { console.log(p.id, "differs after", (k+1)*10, h[0] === h[1], h[2] === h[1]); break; }
  }
  const [a, b, c] = [await hashes(app), await hashes(slow), await hashes(plain)];
  console.log(p.id, a.map((x: string, j: number) => x === b[j] && c[j] === b[j]).join(" "));
}
