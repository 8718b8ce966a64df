/**
 * What stores say over HTTP, as far as somebody with `curl` asks them.
 * @module
 */
import type { Simulation } from "../../kernel/simulation.ts";

/** Answers a request to a store's port. */
export function answerStoreHttp(
  sim: Simulation,
  containerId: string,
  request: { readonly port: number; readonly method: string; readonly path: string },
): { readonly status: number; readonly body: string } {
  const process = sim.state.processes.processes.get(containerId);
  const store = process?.store;
  if (process === undefined || store === null || store === undefined) return { status: 0, body: "" };
  switch (store.kind) {
    case "mongod":
      return {
        status: 200,
        body: "It looks like you are trying to access MongoDB over HTTP on the native driver port.\n",
      };
    case "consul": {
      const [path = ""] = request.path.split("?");
      const name = /^\/v1\/(?:catalog|health)\/service\/(.+)$/.exec(path)?.[1];
      if (path === "/v1/status/leader") return { status: 200, body: `"${process.podIP}:8300"` };
      if (path === "/v1/catalog/services") {
        const services = Object.fromEntries([...store.services.keys()].sort().map((service) => [service, []]));
        return { status: 200, body: `${JSON.stringify({ consul: [], ...services })}\n` };
      }
      if (name === undefined) return { status: 404, body: "404 page not found" };
      const health = path.includes("/health/");
      const rows = (store.services.get(name)?.instances ?? []).map(({ id, address }) => {
        const [host = "", port = "0"] = address.split(":");
        const service = { ID: id, Service: name, Address: host, Port: Number(port) };
        if (health) return { Node: { Node: "consul", Address: "127.0.0.1" }, Service: service, Checks: [] };
        return { Node: "consul", ServiceID: id, ServiceName: name, ServiceAddress: host, ServicePort: Number(port) };
      });
      return { status: 200, body: `${JSON.stringify(rows)}\n` };
    }
    case "jaeger":
      if (request.path === "/" || request.path === "/search") return { status: 200, body: "<!doctype html>\n" };
      return { status: 404, body: "404 page not found\n" };
    case "memcached":
      return { status: 0, body: "" };
  }
}
