/**
 * The applets that the simulator runs.
 * @module
 */
import type { Applet } from "../applet.ts";
import { fileApplets } from "./file-applets.ts";
import { networkApplets } from "./network-applets.ts";
import { textApplets } from "./text-applets.ts";
import { timeApplets } from "./time-applets.ts";

/** By name, `sh` aside. */
export const applets: Readonly<Record<string, Applet>> = {
  ...textApplets,
  ...fileApplets,
  ...timeApplets,
  ...networkApplets,
};
