/**
 * Environments over WebSocket: the server and the TypeScript client.
 *
 * @module
 */

// the client
export {
  type ConnectOptions,
  RemoteEnv,
  type RemoteResetOptions,
  type RemoteResetResult,
  type RemoteStepResult,
} from "./client.ts";
// the protocol
export { decodeMessage, encodeMessage } from "./codec.ts";
export {
  type ClientMessage,
  closeCodes,
  defaultTables,
  type EnvRequest,
  type Limits,
  messageTypes,
  protocolName,
  protocolVersion,
  type ServerMessage,
  type TableName,
  tableNames,
} from "./protocol.ts";
export type { RemoteObservation } from "./remote-observation.ts";
// the server
export { defaultLimits, type GymServer, type ServeOptions, serve } from "./server.ts";
export type { ServedEnv } from "./session.ts";
