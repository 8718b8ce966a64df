/**
 * Policies, and how to play them.
 * @module
 */
export { expertPolicy } from "./expert/expert-policy.ts";
export { oraclePolicy, rightSubmission, scriptedPolicy } from "./oracle.ts";
export { type EpisodeSummary, type PlayOptions, playEpisode } from "./play-episode.ts";
export type { Policy } from "./policy.ts";
export { noopPolicy, randomPolicy } from "./simple-policies.ts";
