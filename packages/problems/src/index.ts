/**
 * Faults, evaluators, oracles and problems: their contracts and shared libraries.
 *
 * @module
 */

export {};
