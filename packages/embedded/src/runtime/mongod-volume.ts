/**
 * MongoDB's data on the volume behind `/data/db`.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import { createMongodData, type MongodData } from "../processes/mongod-data.ts";
import { volumeAt } from "./volumes.ts";

/** Data of the server in a container: what lies behind its `/data/db`, made empty at first. */
export function mongodDataOf(sim: Simulation, containerId: string): MongodData {
  const volume = volumeAt(sim, containerId, "/data/db");
  if (volume === undefined) return createMongodData();
  let data = volume.data.get("mongod") as MongodData | undefined;
  if (data === undefined) {
    data = createMongodData();
    volume.data.set("mongod", data);
  }
  return data;
}
