/**
 * What an episode is beside its cluster: plain data, so that it can be copied and written down.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Baseline } from "@aiops-gym/problems";
import type { ShellFiles } from "@aiops-gym/shell";
import type { RewardMemory, RewardValues } from "./reward.ts";
import type { TrajectoryEnd, TrajectoryHeader, TrajectoryStep } from "./trajectory.ts";

/** State of one episode. Values are replaced, not changed, so that copies may share them. */
export interface EpisodeState {
  readonly problemId: string;
  readonly seed: number;
  /** Says nothing about the problem. */
  readonly episodeId: string;
  step: number;
  /** When the page arrived. */
  readonly pagedAt: UnixMicros;
  /** End of the last observation's window. */
  observedUntil: UnixMicros;
  readonly baseline: Baseline;
  rewardValues: RewardValues;
  /** What the reward's components keep; missing when they keep nothing. */
  rewardMemory?: RewardMemory;
  ended: boolean;
  header: TrajectoryHeader;
  /** Up to the last time that somebody read them, as the hash below. */
  steps: readonly TrajectoryStep[];
  end: TrajectoryEnd | undefined;
  /** Last link of the trajectory's chain. */
  hash: string;
  /** The shell's files as of the last snapshot or fork. */
  files: ShellFiles;
}
