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
  type AnyAction,
  defineAction,
  type Submission,
  type TaskName,
  taskNames,
} from "./action-definition.ts";
export { actionsFor, findAction } from "./action-list.ts";
// parsing and execution
export { executeAction } from "./execute-action.ts";
export { workloadNames } from "./on-workload.ts";
export { type ActionCall, type ParseOptions, type ParseResult, parseAction } from "./parse-action.ts";
export {
  type PythonArguments,
  PythonLiteralError,
  type PythonOptions,
  type PythonValue,
  parsePythonArguments,
  parsePythonCall,
} from "./python-literal.ts";
// what an application ships, as typed actions bring it back
export {
  manifestsOf,
  type ShippedContainer,
  type ShippedPort,
  type ShippedWorkload,
  shippedPorts,
  shippedVolumes,
  shippedWorkload,
} from "./shipped-manifests.ts";
export { signatureOf, type ToolDefinition, toolDefinitions } from "./tool-definitions.ts";
