/**
 * Logs, metrics, traces and events as Arrow tables: schemas, windows, IPC.
 *
 * @module
 */

export {};
