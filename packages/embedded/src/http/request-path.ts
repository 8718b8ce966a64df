/**
 * What a URL of the API is about.
 * @module
 */

/** A path under `/api` or `/apis` that names a resource. */
export interface ResourcePath {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** What comes after `proxy`. */
  readonly rest: readonly string[];
  /** The path began with `watch/`, as old clients have it. */
  readonly watch: boolean;
}

/** What is under a namespace's own name and is no kind of objects in it. */
const ofNamespaces: ReadonlySet<string> = new Set(["status", "finalize"]);

/**
 * Reads `/api/v1/namespaces/shop/pods/web/log`.
 *
 * @returns `undefined` when the path names no resource: discovery, health, and everything unknown.
 */
export function readResourcePath(path: string): ResourcePath | undefined {
  let parts: string[];
  try {
    parts = path
      .split("/")
      .filter((part) => part !== "")
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
  const root = parts.shift();
  if (root !== "api" && root !== "apis") return undefined;
  const group = root === "api" ? "" : parts.shift();
  const version = parts.shift();
  const watch = parts[0] === "watch";
  if (watch) parts.shift();
  if (group === undefined || version === undefined || parts.length === 0) return undefined;
  let namespace: string | undefined;
  if (parts[0] === "namespaces" && parts[1] !== undefined) {
    namespace = parts[1];
    // the namespace itself, or what lies in it
    if (parts[2] !== undefined && !ofNamespaces.has(parts[2])) parts.splice(0, 2);
    else if (group !== "") return undefined;
  }
  const [plural = "", name, subresource, ...rest] = parts;
  return { group, version, plural, namespace, name, subresource, rest, watch };
}

/** What a request is for: its path, without slashes at its end, and its query. */
export interface RequestTarget {
  readonly pathname: string;
  readonly query: URLSearchParams;
}

/** Reads the target of a request, whatever it holds. */
export function readTarget(url: string | undefined): RequestTarget {
  const [path = "/", ...query] = (url ?? "/").split("?");
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end -= 1;
  return { pathname: path.slice(0, end), query: new URLSearchParams(query.join("?")) };
}
