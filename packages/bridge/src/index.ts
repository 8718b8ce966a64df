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
  type EnvRequest,
  type Limits,
  messageTypes,
  type ServerMessage,
  type TableName,
  tableNames,
  type WireObservation,
} from "./messages.ts";
export { closeCodes, defaultTables, protocolName, protocolVersion } from "./protocol.ts";
export type { RemoteObservation } from "./remote-observation.ts";
// the server
export { defaultLimits, type GymServer, type ServeOptions, serve } from "./server.ts";
export type { ServedEnv } from "./session.ts";
