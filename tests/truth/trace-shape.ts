/**
 * A trace as a text that is equal for traces of the same shape.
 * @module
 */

/** What a shape is made of. */
export interface ShapedSpan {
  readonly service: string;
  readonly operation: string;
  readonly kind: string;
  readonly startMicros: number;
  readonly durationMicros: number;
  /** Index of the parent, -1 for the root. */
  readonly parent: number;
  readonly error: boolean;
  readonly status: string;
}

/** The tree of spans: children by name, equal ones together. */
export function traceShape(spans: readonly ShapedSpan[]): string {
  const children = new Map<number, number[]>();
  spans.forEach((span, index) => {
    const siblings = children.get(span.parent);
    if (siblings === undefined) children.set(span.parent, [index]);
    else siblings.push(index);
  });
  const describe = (index: number): string => {
    const span = spans[index];
    if (span === undefined) return "";
    const below = shapes(children.get(index) ?? []);
    const status = span.status === "" ? "" : ` ${span.status}`;
    const name = `${span.service} ${span.operation} ${span.kind}${span.error ? " error" : ""}${status}`;
    return below.length === 0 ? name : `${name} (${below.join(", ")})`;
  };
  // recorded starts are tenths of a millisecond, which does not order siblings; a cache's misses are as many as there are
  const shapes = (indices: readonly number[]): readonly string[] => [...new Set(indices.map(describe))].sort();
  return shapes(children.get(-1) ?? []).join(" + ");
}

/** The type of request that a root span's name tells; none for spans whose parents were lost. */
export function requestTypeOf(operation: string): string | undefined {
  if (operation.endsWith("/hotels")) return "search";
  if (operation.endsWith("/recommendations")) return "recommend";
  if (operation.endsWith("/user")) return "user";
  return operation.endsWith("/reservation") ? "reserve" : undefined;
}
