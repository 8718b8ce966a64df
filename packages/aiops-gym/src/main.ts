#!/usr/bin/env node
/**
 * The command line of AIOps Gym.
 *
 * @module
 */
import { runCli } from "./cli/run-cli.ts";

process.exitCode = await runCli(process.argv.slice(2));
