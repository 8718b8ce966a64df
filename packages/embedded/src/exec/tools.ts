/**
 * Tools of containers beside the shell's own.
 * @module
 */
import { curl, wget } from "./http-tools.ts";
import { mongo } from "./mongo/mongo-tool.ts";
import { getent, netcat, nslookup, ping } from "./network-tools.ts";
import { hostname, kill, pgrep, pkill, ps, top } from "./process-tools.ts";
import { df, env, free, id, mount, netstat, nproc, ss, uname, uptime, whoami } from "./system-tools.ts";
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
  ["top", top],
  ["pgrep", pgrep],
  ["pidof", pgrep],
  ["pkill", pkill],
  ["df", df],
  ["free", free],
  ["id", id],
  ["mount", mount],
  ["netstat", netstat],
  ["nproc", nproc],
  ["ss", ss],
  ["uname", uname],
  ["uptime", uptime],
  ["whoami", whoami],
  ["env", env],
  ["printenv", env],
  ["kill", kill],
  ["hostname", hostname],
]);
