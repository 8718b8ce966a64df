/**
 * Whose ways are followed.
 * @module
 */

/** How strictly graders and parsers work, and how long faults last: ours, or AIOpsLab's with its holes. */
export type Profile = "strict" | "aiopslab";
