/**
 * Baseline policies, LLM clients and the judge.
 *
 * @module
 */

export {};
