/**
 * kubectl and a sandboxed shell over the Cluster seam.
 *
 * @module
 */

export {};
