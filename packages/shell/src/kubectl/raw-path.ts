/**
 * `get --raw`: the API's paths, as far as objects and lists are behind them.
 * @module
 */
import { type KindInfo, noSuchResource } from "@aiops-gym/cluster";
import type { Invocation } from "./invocation.ts";

/** What is asked of the server by itself, and what it says. */
const plain: Readonly<Record<string, string>> = { "/healthz": "ok", "/livez": "ok", "/readyz": "ok" };

/** What a path answers, as JSON on one line. @throws StatusError `NotFound` where there is nothing. */
export async function readRaw(call: Invocation, path: string): Promise<string> {
  const url = new URL(path, "https://kubernetes.invalid");
  const known = plain[url.pathname];
  if (known !== undefined) return known;
  const found = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))\/(?:namespaces\/([^/]+)\/)?([^/]+)(?:\/([^/]+))?$/.exec(
    url.pathname,
  );
  const [, core, group, inside, plural = "", last] = found ?? [];
  const apiVersion = core ?? group ?? "";
  // `namespaces/x` is a namespace, and not a resource in it
  const info = kindAt(call, apiVersion, plural);
  if (info === undefined) throw noSuchResource();
  const place = inside === undefined ? {} : { namespace: inside };
  const { kind } = info;
  if (last !== undefined) return JSON.stringify(await call.api.get({ apiVersion, kind, name: last, ...place }));
  const [labelSelector, fieldSelector] = ["labelSelector", "fieldSelector"].map(
    (key) => url.searchParams.get(key) ?? "",
  );
  const { items, resourceVersion } = await call.api.list({
    apiVersion,
    kind,
    ...place,
    ...(labelSelector ? { labelSelector } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
  });
  const bare = items.map(({ apiVersion: _, kind: __, ...rest }) => rest);
  return JSON.stringify({ kind: `${kind}List`, apiVersion, metadata: { resourceVersion }, items: bare });
}

function kindAt(call: Invocation, apiVersion: string, plural: string): KindInfo | undefined {
  return call.kinds.kinds.find((info) => info.apiVersion === apiVersion && info.plural === plural);
}
