/**
 * AIOpsEnv: spaces, views, rewards, wrappers, vector environments, trajectories.
 *
 * @module
 */

export {};
