/**
 * The applets that the simulator runs.
 * @module
 */
import type { Applet } from "../applet.ts";
import { fileApplets } from "./file-applets.ts";
import { filterApplets } from "./filter-applets.ts";
import { nameApplets } from "./name-applets.ts";
import { partApplets } from "./part-applets.ts";
import { serverApplets } from "./server-applets.ts";
import { textApplets } from "./text-applets.ts";
import { timeApplets } from "./time-applets.ts";
import { wget } from "./wget-applet.ts";

/** By name, `sh` aside. */
export const applets: Readonly<Record<string, Applet>> = {
  ...textApplets,
  ...fileApplets,
  ...partApplets,
  ...filterApplets,
  ...timeApplets,
  ...serverApplets,
  ...nameApplets,
  wget,
};
