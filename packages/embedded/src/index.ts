/**
 * The embedded cluster: a deterministic Kubernetes simulator that can be seeded, forked and restored.
 *
 * @module
 */

export {};
