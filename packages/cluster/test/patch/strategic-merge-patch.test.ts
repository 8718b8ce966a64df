import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyPatch, applyStrategicMergePatch, type KubeObject, kinds } from "../../src/index.ts";
import { frozen } from "./frozen.ts";

const container = {
  name: "c",
  image: "i",
  ports: [{ containerPort: 80 }, { containerPort: 81 }],
  env: [
    { name: "A", value: "1" },
    { name: "B", value: "2" },
  ],
};

function deployment(podSpec: Record<string, unknown>) {
  return frozen({ metadata: { name: "d1" }, spec: { template: { spec: podSpec } } });
}

function patched(podSpec: Record<string, unknown>, before: Record<string, unknown> = { containers: [container] }) {
  const result = applyStrategicMergePatch("Deployment", deployment(before), deployment(podSpec));
  return (result as ReturnType<typeof deployment>).spec.template.spec;
}

// outcomes recorded from Kubernetes 1.34.4 (its defaults left out)
describe("applyStrategicMergePatch", () => {
  it("merges containers by name and puts new ones first where the patch says nothing else", () => {
    expect(patched({ containers: [{ name: "c", image: "j" }] })).toEqual({
      containers: [{ ...container, image: "j" }],
    });
    expect(patched({ containers: [{ name: "d", image: "j" }] })).toEqual({
      containers: [{ name: "d", image: "j" }, container],
    });
    const three = [
      { name: "n1", image: "j" },
      { name: "c", image: "k" },
      { name: "n2", image: "j" },
    ];
    expect(patched({ containers: three })).toEqual({ containers: [three[0], { ...container, image: "k" }, three[2]] });
  });

  it("merges env by name and ports by containerPort", () => {
    expect(
      patched({
        containers: [
          {
            name: "c",
            env: [
              { name: "A", $patch: "delete" },
              { name: "C", value: "3" },
            ],
          },
        ],
      }),
    ).toEqual({
      containers: [
        {
          ...container,
          env: [
            { name: "C", value: "3" },
            { name: "B", value: "2" },
          ],
        },
      ],
    });
    expect(
      patched({ containers: [{ name: "c", ports: [{ containerPort: 81, name: "x" }, { containerPort: 82 }] }] }),
    ).toEqual({
      containers: [
        { ...container, ports: [{ containerPort: 80 }, { containerPort: 81, name: "x" }, { containerPort: 82 }] },
      ],
    });
  });

  it("obeys $setElementOrder", () => {
    const patch = {
      name: "c",
      "$setElementOrder/env": [{ name: "B" }, { name: "A" }],
      env: [{ name: "B", value: "9" }],
    };
    expect(patched({ containers: [patch] })).toEqual({
      containers: [
        {
          ...container,
          env: [
            { name: "B", value: "9" },
            { name: "A", value: "1" },
          ],
        },
      ],
    });
  });

  it("puts a new element into the place of a deleted one where the order says nothing else", () => {
    const patch = {
      "$setElementOrder/containers": [{ name: "x" }],
      containers: [{ name: "y", $patch: "delete" }, { name: "x" }],
    };
    expect(patched(patch, { containers: [{ name: "y" }, { name: "z" }] })).toEqual({
      containers: [{ name: "z" }, { name: "x" }],
    });
  });

  it("obeys $patch: replace and delete", () => {
    expect(patched({ containers: [{ $patch: "replace" }, { name: "q", image: "r" }] })).toEqual({
      containers: [{ name: "q", image: "r" }],
    });
    expect(patched({ $patch: "replace", containers: [{ name: "n", image: "j" }] })).toEqual({
      containers: [{ name: "n", image: "j" }],
    });
    expect(patched({ $patch: "delete" })).toEqual({});
    expect(patched({ containers: [{ name: "c", $patch: "delete" }] })).toEqual({ containers: [] });
    // an element with `$patch: replace` empties the list: the rest of the element is not kept
    expect(patched({ containers: [{ name: "c", $patch: "replace", image: "r" }] })).toEqual({ containers: [] });
  });

  it("drops directives and nulls where there is nothing to merge with", () => {
    const bare = { containers: [{ name: "c", image: "i" }] };
    const env = [
      { name: "A", $patch: "delete" },
      { name: "B", value: "x" },
    ];
    expect(patched({ containers: [{ name: "c", env }] }, bare)).toEqual({
      containers: [{ name: "c", image: "i", env: [{ name: "B", value: "x" }] }],
    });
    expect(patched({ nodeSelector: { a: "b", c: null } }, bare)).toEqual({ ...bare, nodeSelector: { a: "b" } });
  });

  it("takes a new element as it is, what its directives are about included", () => {
    const env = [
      { name: "A", $patch: "delete" },
      { name: "B", value: "x", valueFrom: null },
    ];
    expect(patched({ containers: [{ name: "n", env }] }, { containers: [{ name: "c" }] })).toEqual({
      containers: [{ name: "n", env: [{ name: "A" }, { name: "B", value: "x" }] }, { name: "c" }],
    });
  });

  it("removes with null, replaces other lists, keeps the rest", () => {
    const { env: _, ...withoutEnv } = container;
    expect(patched({ containers: [{ name: "c", env: null }] })).toEqual({ containers: [withoutEnv] });
    const before = { containers: [container], tolerations: [{ key: "a" }, { key: "b" }] };
    expect(patched({ tolerations: [{ key: "c" }] }, before)).toEqual({
      containers: [container],
      tolerations: [{ key: "c" }],
    });
    expect(patched({ containers: [] })).toEqual({ containers: [container] });
  });

  it("obeys $retainKeys", () => {
    const before = frozen({ spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } } });
    const patch = { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } };
    expect(applyStrategicMergePatch("Deployment", before, patch)).toEqual({ spec: { strategy: { type: "Recreate" } } });
  });

  it("keeps finalizers as a set and obeys $deleteFromPrimitiveList", () => {
    const before = frozen({ metadata: { finalizers: ["a", "b"] } });
    expect(applyStrategicMergePatch("Pod", before, { metadata: { finalizers: ["b", "c"] } })).toEqual({
      metadata: { finalizers: ["a", "b", "c"] },
    });
    expect(
      applyStrategicMergePatch("Pod", before, { metadata: { "$deleteFromPrimitiveList/finalizers": ["a"] } }),
    ).toEqual({ metadata: { finalizers: ["b"] } });
  });

  it("tells the ports of services from those of containers", () => {
    const before = frozen({ spec: { ports: [{ port: 80, name: "a" }, { port: 81 }] } });
    expect(applyStrategicMergePatch("Service", before, { spec: { ports: [{ port: 80, targetPort: 9 }] } })).toEqual({
      spec: { ports: [{ port: 80, name: "a", targetPort: 9 }, { port: 81 }] },
    });
    expect(applyStrategicMergePatch("NetworkPolicy", before, { spec: { ports: [] } })).toEqual({ spec: { ports: [] } });
  });

  it.each([
    [{ containers: [{ image: "j" }] }, "map: map[image:j] does not contain declared merge key: name", 500],
    [{ containers: [{ name: "c", $patch: "frob" }] }, "unknown patch type: frob in map: map[$patch:frob name:c]", 500],
    [{ containers: [{ name: "c", $retainKeys: ["name"], image: "k" }] }, "invalid patch format of retainKeys", 400],
    [
      { containers: [{ name: "c", "$setElementOrder/volumeMounts": [], volumeMounts: [] }] },
      "no elements in any of the given slices",
      500,
    ],
    [{ "$setElementOrder/containers": "x" }, "expected a []interface {}, but received a string", 500],
    [
      { "$setElementOrder/containers": [{ name: "z" }], containers: [{ name: "c", image: "j" }] },
      "The order in patch list:\n[map[image:j name:c]]\n doesn't match $setElementOrder list:\n[map[name:z]]\n",
      500,
    ],
  ])("refuses %j in the API server's words", (podSpec, message, code) => {
    expect(() => patched(podSpec)).toThrow(expect.objectContaining({ message, code }));
  });

  it("is a merge patch where no list is merged, and leaves its arguments alone", () => {
    const labels = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.option(fc.string()));
    fc.assert(
      fc.property(labels, labels, (before, patch) => {
        const pod = kinds.find("v1", "Pod");
        if (pod === undefined) throw new Error("no pods");
        const object = frozen({ metadata: { labels: before } }) as unknown as KubeObject;
        const body = frozen({ metadata: { labels: patch } });
        expect(applyPatch(pod, object, { type: "strategic", body })).toEqual(
          applyPatch(pod, object, { type: "merge", body }),
        );
      }),
    );
  });

  it("is not for custom resources", () => {
    const chaos = kinds.findResource("podchaos");
    if (chaos === undefined) throw new Error("no podchaos");
    expect(() => applyPatch(chaos, {} as KubeObject, { type: "strategic", body: {} })).toThrow(
      expect.objectContaining({ code: 415 }),
    );
  });
});
