/**
 * The first five minutes: reset to a problem, read the page, act, look at the tables.
 *
 *     node --conditions=@source examples/quickstart.ts      in this repository
 *     node quickstart.ts                                    where aiops-gym is installed
 */
import { AIOpsEnv } from "aiops-gym";

const env = await AIOpsEnv.create({ cluster: "embedded" });
const first = await env.reset("misconfig_app_hotel_res-mitigation-1", { seed: 7 });
console.log(first.observation.briefing?.page.text);

const action = { name: "get_logs", arguments: { namespace: "test-hotel-reservation", service: "geo" } };
const { observation, reward, terminated, truncated } = await env.step(action);
console.log(observation.text.split("\n").slice(0, 5).join("\n"));
console.log({ reward, terminated, truncated });

// Apache Arrow tables of what is new since the last observation; built when they are read.
for (const name of ["logs", "metrics", "traces", "events", "services"] as const) {
  const table = observation[name];
  console.log(`${name}: ${table.numRows} rows of ${table.schema.names.join(", ")}`);
}
const failing = observation.services.toArray().filter((row) => row.ready === 0 || row.err_rate > 0.05);
console.log(`unwell: ${failing.map((row) => row.service).join(", ")}`);
await env.close();
