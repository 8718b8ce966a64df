/**
 * Environments that can be made in the main thread only: the others fail when they start.
 *
 * @module
 */
import { isMainThread } from "node:worker_threads";
import countingSetup from "./counting-env.ts";

export default function setUp(): ReturnType<typeof countingSetup> {
  if (!isMainThread) throw new Error("not in this thread");
  return countingSetup();
}
