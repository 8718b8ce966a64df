/**
 * Tools of containers beside the shell's own.
 * @module
 */
import { curl, wget } from "./http-tools.ts";
import { mongo } from "./mongo/mongo-tool.ts";
import { getent, netcat, nslookup, ping } from "./network-tools.ts";
import { hostname, kill, ps } from "./process-tools.ts";
import type { Tool } from "./tool.ts";

/** Tools by the name under which they are run. */
export const tools: ReadonlyMap<string, Tool> = new Map<string, Tool>([
  ["mongo", mongo],
  ["curl", curl],
  ["wget", wget],
  ["nc", netcat],
  ["nslookup", nslookup],
  ["getent", getent],
  ["ping", ping],
  ["ps", ps],
  ["kill", kill],
  ["hostname", hostname],
]);
