/**
 * Custom resources: definitions, schemas, subresources, columns, ends.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario } from "../scenario.ts";

type Fields = Readonly<Record<string, unknown>>;

const group = "$NS.example.com";

/** The name begins with the namespace's, so that the definition counts as the scenario's own. */
function definition(schema: Fields, version: Fields = {}, spec: Fields = {}): Manifest {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `$NS--widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "$NS--widgets", singular: "widget", kind: "Widget", shortNames: ["wdg"] },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: schema } },
          ...version,
        },
      ],
      ...spec,
    },
  };
}

function widget(name: string, fields: Fields = {}, metadata: Fields = {}): Manifest {
  return { apiVersion: `${group}/v1`, kind: "Widget", metadata: { name, ...metadata }, ...fields };
}

const free = { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
const definitionTarget = { kind: "crd", name: `$NS--widgets.${group}` } as const;
const widgets = `Widget.v1.${group}`;
const text = { type: "string" };

export const customResources: readonly Scenario[] = [
  {
    name: "custom-resources-live",
    title: "A definition makes a kind, and its end ends the objects",
    seconds: 30,
    watch: [{ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" }],
    steps: [
      { at: 0, do: "create", objects: [definition(free)], show: true },
      { at: 4, do: "get", target: definitionTarget, show: true },
      {
        at: 5,
        do: "create",
        objects: [widget("one", { spec: { a: 1, b: null } }), widget("two", {}, { labels: { a: "b" } })],
        show: true,
      },
      { at: 6, do: "list", kind: widgets },
      { at: 6, do: "list", kind: widgets, labelSelector: "a=b" },
      { at: 6, do: "list", kind: widgets, fieldSelector: "metadata.name=one" },
      { at: 6, do: "list", kind: widgets, fieldSelector: "spec.a=1" },
      { at: 6, do: "table", kind: widgets },
      {
        at: 7,
        do: "patch",
        target: { kind: widgets, name: "one" },
        patch: { type: "merge", body: { spec: { a: 2 } } },
        show: true,
      },
      {
        at: 7,
        do: "patch",
        target: { kind: widgets, name: "one" },
        patch: { type: "strategic", body: { spec: { a: 2 } } },
      },
      { at: 7, do: "update", object: widget("one", { spec: { c: 3 } }, { resourceVersion: "" }) },
      {
        at: 8,
        do: "patch",
        target: { kind: widgets, name: "two" },
        patch: { type: "merge", body: { metadata: { finalizers: ["example.com/kept"] } } },
      },
      { at: 9, do: "delete", target: definitionTarget, show: true },
      { at: 12, do: "get", target: definitionTarget, show: true },
      { at: 12, do: "create", objects: [widget("late")] },
      {
        at: 14,
        do: "patch",
        target: { kind: widgets, name: "two" },
        patch: { type: "merge", body: { metadata: { finalizers: null } } },
      },
    ],
  },
  {
    name: "custom-resources-validated",
    title: "Objects are pruned, filled in and checked as the schema says",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          definition({
            spec: {
              type: "object",
              required: ["name"],
              properties: {
                name: { type: "string", minLength: 2, maxLength: 8, pattern: "^[a-z]+$" },
                size: { type: "integer", minimum: 1, maximum: 10, default: 3 },
                share: { type: "number", exclusiveMinimum: true, minimum: 0, multipleOf: 0.5 },
                mode: { type: "string", enum: ["Fast", "Slow"], default: "Slow" },
                on: { type: "boolean" },
                parts: {
                  type: "array",
                  minItems: 1,
                  maxItems: 2,
                  items: { type: "object", required: ["id"], properties: { id: text } },
                },
                tags: { type: "array", items: text, "x-kubernetes-list-type": "set" },
                labels: { type: "object", additionalProperties: text, maxProperties: 1 },
                port: { "x-kubernetes-int-or-string": true },
                maybe: { type: "string", nullable: true },
                at: { type: "string", format: "date-time" },
                inner: { type: "object", properties: { depth: { type: "integer", default: 1 } }, default: {} },
                free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
              },
            },
          }),
        ],
      },
      {
        at: 3,
        do: "create",
        objects: [
          widget("good", { spec: { name: "abc", unknown: 1, maybe: null, free: { x: 1 }, inner: {} }, other: 2 }),
        ],
        show: true,
      },
      { at: 4, do: "create", objects: [widget("bad")] },
      { at: 4, do: "create", objects: [widget("bad", { spec: {} })] },
      { at: 4, do: "create", objects: [widget("bad", { spec: { name: "A" } })] },
      { at: 4, do: "create", objects: [widget("bad", { spec: { name: "abcdefghi" } })] },
      { at: 5, do: "create", objects: [widget("bad", { spec: { name: "abc", size: 0 } })] },
      { at: 5, do: "create", objects: [widget("bad", { spec: { name: "abc", size: 11, mode: "Odd" } })] },
      { at: 5, do: "create", objects: [widget("bad", { spec: { name: "abc", size: "3" } })] },
      { at: 5, do: "create", objects: [widget("bad", { spec: { name: "abc", size: 1.5 } })] },
      { at: 5, do: "create", objects: [widget("bad", { spec: { name: "abc", share: 0 } })] },
      { at: 6, do: "create", objects: [widget("bad", { spec: { name: "abc", share: 0.7, on: "yes" } })] },
      { at: 6, do: "create", objects: [widget("bad", { spec: { name: "abc", parts: [] } })] },
      { at: 6, do: "create", objects: [widget("bad", { spec: { name: "abc", parts: [{}, { id: 1 }, { id: "x" }] } })] },
      { at: 6, do: "create", objects: [widget("bad", { spec: { name: "abc", tags: ["a", "a"] } })] },
      { at: 7, do: "create", objects: [widget("bad", { spec: { name: "abc", labels: { a: "1", b: "2" } } })] },
      { at: 7, do: "create", objects: [widget("bad", { spec: { name: "abc", port: true, at: "today" } })] },
      { at: 7, do: "create", objects: [widget("bad", { spec: "text" })] },
      { at: 7, do: "create", objects: [widget("bad", { spec: { name: null } })] },
      { at: 8, do: "create", objects: [widget("Bad_Name", { spec: { name: "abc" } })] },
      {
        at: 8,
        do: "patch",
        target: { kind: widgets, name: "good" },
        patch: { type: "merge", body: { spec: { size: 20 } } },
      },
      {
        at: 8,
        do: "patch",
        target: { kind: widgets, name: "good" },
        patch: { type: "merge", body: { spec: { size: null, mode: null } } },
        show: true,
      },
    ],
  },
  {
    name: "custom-resources-refused",
    title: "Definitions that make no sense are refused",
    seconds: 12,
    steps: [
      { at: 0, do: "create", objects: [{ ...definition(free), metadata: { name: "$NS--other.example.com" } }] },
      { at: 0, do: "create", objects: [definition(free, { storage: false })] },
      { at: 0.5, do: "create", objects: [definition(free, { schema: undefined })] },
      { at: 0.5, do: "create", objects: [definition({ spec: { properties: { a: text } } })] },
      { at: 1, do: "create", objects: [definition({ spec: { type: "array" } })] },
      { at: 1, do: "create", objects: [definition({ spec: { type: "odd" } })] },
      { at: 1.5, do: "create", objects: [definition(free, {}, { scope: "Everywhere" })] },
      {
        at: 1.5,
        do: "create",
        objects: [definition(free, {}, { names: { plural: "$NS--widgets", kind: "widget_kind" } })],
      },
      { at: 2, do: "create", objects: [definition(free, {}, { versions: [] })] },
      { at: 2, do: "create", objects: [definition(free, {}, { group: "" })] },
      { at: 3, do: "create", objects: [widget("none")] },
    ],
  },
  {
    name: "custom-resources-subresources",
    title: "State and scale of custom resources are apart",
    seconds: 18,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          definition(
            {
              spec: { type: "object", properties: { replicas: { type: "integer", minimum: 0 }, a: text } },
              status: { type: "object", properties: { replicas: { type: "integer" }, phase: text, selector: text } },
            },
            {
              subresources: {
                status: {},
                scale: {
                  specReplicasPath: ".spec.replicas",
                  statusReplicasPath: ".status.replicas",
                  labelSelectorPath: ".status.selector",
                },
              },
              additionalPrinterColumns: [
                { name: "Wanted", type: "integer", jsonPath: ".spec.replicas", description: "How many." },
                { name: "Phase", type: "string", jsonPath: ".status.phase" },
                { name: "A", type: "string", jsonPath: ".spec.a", priority: 1 },
                { name: "Made", type: "date", jsonPath: ".metadata.creationTimestamp" },
              ],
            },
          ),
        ],
      },
      {
        at: 3,
        do: "create",
        objects: [widget("one", { spec: { replicas: 2 }, status: { phase: "Made" } })],
        show: true,
      },
      {
        at: 4,
        do: "patch",
        target: { kind: widgets, name: "one" },
        subresource: "status",
        patch: {
          type: "merge",
          body: { status: { phase: "Ready", replicas: 1, selector: "a=b" }, spec: { replicas: 7 } },
        },
        show: true,
      },
      {
        at: 5,
        do: "patch",
        target: { kind: widgets, name: "one" },
        patch: { type: "merge", body: { spec: { replicas: 3 }, status: { phase: "Lost" } } },
        show: true,
      },
      { at: 6, do: "scale", target: { kind: widgets, name: "one" }, replicas: 5, show: true },
      { at: 7, do: "get", target: { kind: widgets, name: "one" }, subresource: "scale", show: true },
      { at: 7, do: "get", target: { kind: widgets, name: "one" }, show: true },
      { at: 8, do: "table", kind: widgets },
      { at: 9, do: "apply", manager: "robot", object: widget("one", { spec: { a: "x", replicas: 9 } }) },
      { at: 9, do: "apply", manager: "robot", object: widget("one", { spec: { a: "x" } }), show: "managed" },
      { at: 10, do: "apply", manager: "robot", object: widget("two", { spec: { a: "x" } }), show: "managed" },
    ],
  },
  {
    name: "custom-resources-versions",
    title: "Objects are served in every version, and names must be free",
    seconds: 16,
    watch: [{ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" }],
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          definition(
            free,
            {},
            {
              versions: [
                {
                  name: "v1",
                  served: true,
                  storage: true,
                  schema: { openAPIV3Schema: { type: "object", properties: free } },
                },
                {
                  name: "v2",
                  served: true,
                  storage: false,
                  schema: { openAPIV3Schema: { type: "object", properties: free } },
                },
                {
                  name: "v3",
                  served: false,
                  storage: false,
                  schema: { openAPIV3Schema: { type: "object", properties: free } },
                },
              ],
            },
          ),
        ],
      },
      { at: 3, do: "create", objects: [widget("one", { spec: { a: 1 } })], show: true },
      { at: 4, do: "get", target: { kind: `Widget.v2.${group}`, name: "one" }, show: true },
      {
        at: 4,
        do: "patch",
        target: { kind: `Widget.v2.${group}`, name: "one" },
        patch: { type: "merge", body: { spec: { a: 2 } } },
        show: true,
      },
      { at: 5, do: "get", target: { kind: widgets, name: "one" }, show: true },
      { at: 5, do: "get", target: { kind: `Widget.v3.${group}`, name: "one" } },
      {
        at: 6,
        do: "create",
        objects: [
          {
            ...definition(
              free,
              {},
              { names: { plural: "$NS--gadgets", singular: "widget", kind: "Widget", shortNames: ["wdg"] } },
            ),
            metadata: { name: `$NS--gadgets.${group}` },
          },
        ],
      },
      { at: 9, do: "get", target: { kind: "crd", name: `$NS--gadgets.${group}` }, show: true },
    ],
  },
  {
    name: "custom-resources-change",
    title: "Definitions may get versions and columns, but no other group, kind or scope",
    seconds: 18,
    steps: [
      { at: 0, do: "create", objects: [definition(free)] },
      {
        at: 3,
        do: "patch",
        target: definitionTarget,
        patch: {
          type: "json",
          operations: [
            { op: "replace", path: "/spec/versions/0/storage", value: false },
            {
              op: "add",
              path: "/spec/versions/-",
              value: {
                name: "v2",
                served: true,
                storage: true,
                schema: { openAPIV3Schema: { type: "object", properties: free } },
                additionalPrinterColumns: [{ name: "A", type: "integer", jsonPath: ".spec.a" }],
              },
            },
          ],
        },
        show: true,
      },
      { at: 5, do: "create", objects: [widget("one", { spec: { a: 1 } })], show: true },
      { at: 6, do: "table", kind: `Widget.v2.${group}` },
      { at: 7, do: "patch", target: definitionTarget, patch: { type: "merge", body: { spec: { scope: "Cluster" } } } },
      {
        at: 7,
        do: "patch",
        target: definitionTarget,
        patch: { type: "merge", body: { spec: { group: "other.example.com" } } },
      },
      {
        at: 7,
        do: "patch",
        target: definitionTarget,
        patch: { type: "merge", body: { spec: { names: { kind: "Gadget" } } } },
      },
      {
        at: 8,
        do: "patch",
        target: definitionTarget,
        patch: { type: "merge", body: { metadata: { labels: { a: "b" } } } },
        show: true,
      },
      {
        at: 9,
        do: "create",
        objects: [
          {
            ...definition(free, {}, { group: "widgets.k8s.io" }),
            metadata: { name: "$NS--widgets.widgets.k8s.io" },
          },
        ],
      },
      {
        at: 9,
        do: "create",
        objects: [definition({ spec: { type: "object", properties: { a: { type: "string", default: 1 } } } })],
      },
    ],
  },
];
