import { shippedProblems } from "aiops-gym";
import { embeddedBackend } from "@aiops-gym/embedded";
const which = process.argv[2] ?? "healthy"; const N = Number(process.argv[3] ?? 600); const warm = Number(process.argv[4] ?? 0);
const wanted: Record<string,string> = { healthy: shippedProblems.find(({ faults }) => faults.length === 0)!.id, image: "misconfig_app_hotel_res-mitigation-1", auth: "revoke_auth_mongodb-mitigation-1", net: "network_delay_hotel_res-localization-1", vol: "redeploy_without_PV-mitigation-1" };
const p = shippedProblems.find(({ id }) => id === wanted[which])!;
const open = async (seed: number) => { const app = await embeddedBackend.open(p.application, { seed }) as any;
  await app.cluster.clock.sleep(5);
  for (const f of p.faults) await f.inject({ cluster: app.cluster, application: p.application, namespace: p.application.namespace });
  await app.cluster.clock.sleep(30); return app; };
const m = new Map<string, number>(); for (let i = 0; i < 2000; i++) m.set("key" + i, i * 1.5); const keys = [...m.keys()]; const rnd = new Float64Array(50000);
function calibrate() { const t = performance.now(); let x = 1; for (let i = 0; i < 4000; i++) { x = (Math.imul(x, 1103515245) + 12345) | 0; rnd[(x >>> 8) % 50000]! += m.get(keys[(x >>> 5) % 2000]!)!; } return (performance.now() - t) * 1000; }
const ratios: number[] = []; const cals: number[] = [];
let app = await open(90); for (let k = 0; k < warm; k++) { if (k % 200 === 199) app = await open(91 + k); await app.cluster.clock.sleep(10); }
const times: number[] = []; let user = 0;
for (let r = 0; r < 4; r++) { app = await open(100 + r); const c = process.cpuUsage().user;
  for (let k = 0; k < N / 4; k++) { const t = performance.now(); await app.cluster.clock.sleep(10); const dt = (performance.now() - t) * 1000; const c2 = calibrate(); cals.push(c2); ratios.push(dt / c2); times.push(dt); }
  user += process.cpuUsage().user - c; }
ratios.sort((a, b) => a - b); cals.sort((a, b) => a - b); times.sort((a, b) => a - b);
console.log(which.padEnd(8), "p2", times[Math.floor(N*.02)]!.toFixed(0), "p12", times[N >> 3]!.toFixed(0), "median", times[N >> 1]!.toFixed(0), "cal", cals[N >> 1]!.toFixed(0), cals[N >> 3]!.toFixed(0), "RATIO", ratios[N >> 1]!.toFixed(2), ratios[N >> 2]!.toFixed(2), "cpu/step", (user / N).toFixed(0));
