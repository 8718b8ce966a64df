/**
 * Serves environments over WebSocket, OpenEnv and MCP; the TypeScript client.
 *
 * @module
 */

export {};
