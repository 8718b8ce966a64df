#!/usr/bin/env node
/**
 * The command line of AIOps Gym.
 *
 * @module
 */

import { Command } from "commander";

new Command("aiops-gym")
  .description("A Gym-style reinforcement-learning environment SDK for AIOps")
  .version("0.1.0")
  .action((_options: object, command: Command) => command.outputHelp())
  .parse();
