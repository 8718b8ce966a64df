/**
 * The action grammar: schemas, parser, execution over the Cluster seam.
 * @module
 */

// definitions
export {
  type ActionContext,
  type ActionDefinition,
  type ActionProfile,
  type ActionReply,
  defineAction,
  type Submission,
  type TaskName,
  taskNames,
} from "./action-definition.ts";

// parsing and execution
export { executeAction } from "./execute-action.ts";
export { type ActionCall, type ParseOptions, type ParseResult, parseAction } from "./parse-action.ts";
