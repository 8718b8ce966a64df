/**
 * A Gym-style reinforcement-learning environment SDK for AIOps.
 *
 * @module
 */

export {};
