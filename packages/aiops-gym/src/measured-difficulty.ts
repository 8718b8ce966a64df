/**
 * Shares of problems that policies solved. Written by `npm run difficulty -- --write`; not edited by hand.
 * @module
 */

/** What was measured, and on which seeds. */
export interface MeasuredDifficulty {
  /** Of problems and of episodes: `[first, first + count)`, of every family. */
  readonly seeds: { readonly first: number; readonly count: number };
  /** Family, first digits of its definition's hash, shares that the expert, a random and a do-nothing policy solved. */
  readonly rows: readonly (readonly [family: string, digest: string, expert: number, random: number, noop: number])[];
}

/** Every family that is shipped. */
export const measuredDifficulty: MeasuredDifficulty = {
  seeds: { first: 1000000, count: 10 },
  rows: [
    ["hotel-reservation/revoke_auth-detection", "dea37345", 1, 0.2, 0],
    ["hotel-reservation/revoke_auth-localization", "15b7e354", 1, 0, 0],
    ["hotel-reservation/revoke_auth-analysis", "df1e7307", 1, 0, 0],
    ["hotel-reservation/revoke_auth-mitigation", "38629115", 1, 0, 0],
    ["hotel-reservation/user_unregistered-detection", "7de55eca", 1, 0.7, 0],
    ["hotel-reservation/user_unregistered-localization", "4b3a97f6", 1, 0, 0],
    ["hotel-reservation/user_unregistered-analysis", "e151762b", 1, 0, 0],
    ["hotel-reservation/user_unregistered-mitigation", "2ca797af", 1, 0, 0],
    ["hotel-reservation/redeploy_without_pv-detection", "35ce7e7f", 1, 0.7, 0],
    ["hotel-reservation/redeploy_without_pv-localization", "8181028b", 1, 0, 0],
    ["hotel-reservation/redeploy_without_pv-analysis", "b42fbf06", 1, 0, 0],
    ["hotel-reservation/redeploy_without_pv-mitigation", "e7311d5a", 1, 0, 0],
    ["hotel-reservation/disk_woreout-detection", "ce32f395", 1, 0.7, 0],
    ["hotel-reservation/disk_woreout-localization", "394c7e13", 1, 0, 0],
    ["hotel-reservation/misconfig_app-detection", "028a6241", 1, 0.5, 0],
    ["hotel-reservation/misconfig_app-localization", "f90617f1", 1, 0.2, 0],
    ["hotel-reservation/misconfig_app-analysis", "0737bf4c", 1, 0, 0],
    ["hotel-reservation/misconfig_app-mitigation", "3f851659", 1, 0, 0],
    ["hotel-reservation/wrong_bin_usage-detection", "85d23f9d", 1, 0.5, 0],
    ["hotel-reservation/wrong_bin_usage-localization", "82b30c1a", 1, 0, 0],
    ["hotel-reservation/wrong_bin_usage-analysis", "054e1f28", 1, 0, 0],
    ["hotel-reservation/wrong_bin_usage-mitigation", "52336199", 1, 0, 0],
    ["hotel-reservation/scale_to_zero-detection", "7de90371", 1, 0.3, 0],
    ["hotel-reservation/scale_to_zero-localization", "80b790fb", 1, 0.1, 0],
    ["hotel-reservation/scale_to_zero-analysis", "75753926", 1, 0, 0],
    ["hotel-reservation/scale_to_zero-mitigation", "d8b4ea61", 1, 0.1, 0],
    ["hotel-reservation/container_kill-detection", "81fb7e5f", 1, 0.3, 0],
    ["hotel-reservation/container_kill-localization", "3b80844e", 1, 0, 0],
    ["hotel-reservation/pod_failure-detection", "5cdc6c9f", 1, 0.3, 0],
    ["hotel-reservation/pod_failure-localization", "380963aa", 1, 0.1, 0],
    ["hotel-reservation/pod_kill-detection", "28ee0d25", 1, 0.4, 0],
    ["hotel-reservation/pod_kill-localization", "9b9bdbae", 1, 0, 0],
    ["hotel-reservation/network_loss-detection", "be713f1d", 1, 0.6, 0],
    ["hotel-reservation/network_loss-localization", "6a351802", 1, 0, 0],
    ["hotel-reservation/network_delay-detection", "f43c6925", 1, 0.5, 0],
    ["hotel-reservation/network_delay-localization", "88668a9c", 1, 0.1, 0],
    ["hotel-reservation/kernel_fault-detection", "0d6e55e5", 1, 0.6, 0],
    ["hotel-reservation/kernel_fault-localization", "c7949f60", 1, 0, 0],
  ],
};
