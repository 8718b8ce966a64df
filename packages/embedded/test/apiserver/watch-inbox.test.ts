import { describe, expect, it } from "vitest";
import { createObject, patchObject } from "../../src/apiserver/api-server.ts";
import { watchObjects } from "../../src/apiserver/watch.ts";
import { mostUnread } from "../../src/apiserver/watch-inbox.ts";
import { smallCluster } from "../support/small-cluster.ts";

const second = 1_000_000;
const kind = { apiVersion: "v1", kind: "ConfigMap" };
const ref = { ...kind, namespace: "default", name: "counter" };

function open() {
  const sim = smallCluster();
  createObject(sim, { ...kind, metadata: { name: "counter", namespace: "default" } });
  const abort = new AbortController();
  const query = { ...kind, namespace: "default", fieldSelector: "metadata.name=counter" };
  const watch = watchObjects(() => sim, query, { signal: abort.signal })[Symbol.asyncIterator]();
  const write = (count: string) => patchObject(sim, ref, { type: "merge", body: { data: { count } } });
  const read = async (): Promise<unknown> => {
    const { value } = await watch.next();
    return "object" in value ? [value.type, value.object.data?.count] : value;
  };
  return { sim, abort, watch, write, read };
}

describe("an open watch", () => {
  it("gets every change, however much time passes before it is read", async () => {
    const { sim, abort, write, read } = open();
    expect(await read()).toEqual(["ADDED", undefined]);
    const next = read();
    await Promise.resolve();
    for (let index = 1; index <= 300; index++) {
      write(String(index));
      sim.run(sim.now + second);
    }
    expect(await next).toEqual(["MODIFIED", "1"]);
    for (let index = 2; index <= 300; index++) expect(await read()).toEqual(["MODIFIED", String(index)]);
    abort.abort();
  });

  it("has to begin anew when it is too far behind", async () => {
    const { write, read } = open();
    await read();
    const next = read();
    await Promise.resolve();
    for (let index = 0; index <= mostUnread; index++) write(String(index));
    await expect(next).rejects.toMatchObject({ status: { code: 410, reason: "Expired" } });
  });
});
