/**
 * The action grammar: schemas, parser, execution over the Cluster seam.
 *
 * @module
 */

export {};
