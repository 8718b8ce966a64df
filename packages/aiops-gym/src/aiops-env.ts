/**
 * The environment with everything that is shipped.
 * @module
 */
import type { ApplicationBackend } from "@aiops-gym/application";
import {
  type AIOpsEnvOptions,
  AIOpsEnv as BaseEnv,
  type ReplayReport,
  replay as replayOn,
  type Trajectory,
} from "@aiops-gym/env";
import type { Problem, ProblemFamily } from "@aiops-gym/problems";
import { type ClusterName, loadBackend } from "./load-backend.ts";
import { shippedCatalog } from "./shipped-problems.ts";

/** Options of {@link AIOpsEnv.create}. */
export interface CreateOptions extends Omit<AIOpsEnvOptions, "backend" | "problems"> {
  /** `embedded` (default) needs no set-up. An own backend may be passed too. */
  readonly cluster?: ClusterName | ApplicationBackend;
  /** Problems beside the shipped ones. */
  readonly problems?: Iterable<Problem>;
  /** Families beside the shipped ones. */
  readonly families?: Iterable<ProblemFamily>;
}

/**
 * An environment that knows all shipped problems and families.
 *
 * @example
 * await using env = await AIOpsEnv.create({ cluster: "embedded" });
 * let { observation, info } = await env.reset("misconfig_app_hotel_res-mitigation-1", { seed: 7 });
 */
export class AIOpsEnv extends BaseEnv {
  /** Makes an environment; nothing runs until `reset`. */
  static async create(options: CreateOptions = {}): Promise<AIOpsEnv> {
    const { cluster = "embedded", problems, families, ...rest } = options;
    const backend = typeof cluster === "string" ? await loadBackend(cluster) : cluster;
    return new AIOpsEnv({ ...rest, backend, problems: shippedCatalog(problems, families) });
  }
}

/**
 * Plays a trajectory again and proves that the same happened, byte for byte.
 *
 * @throws GymError `ERR_INVALID_TRAJECTORY` or `ERR_REPLAY_DIVERGED`.
 */
export async function replay(
  trajectory: Trajectory | string,
  options: Pick<CreateOptions, "cluster" | "problems" | "families" | "rewards"> = {},
): Promise<ReplayReport> {
  const { cluster = "embedded", problems, families, ...rest } = options;
  const backend = typeof cluster === "string" ? await loadBackend(cluster) : cluster;
  return replayOn(trajectory, { ...rest, backend, problems: shippedCatalog(problems, families) });
}
