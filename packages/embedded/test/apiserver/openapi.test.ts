import { builtInKinds, KindTable } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { openApiRoot, openApiV2, openApiV3 } from "../../src/apiserver/openapi/documents.ts";

const kinds = new KindTable(builtInKinds);

describe("the OpenAPI documents", () => {
  it("has one of each version, and says where", () => {
    expect(openApiRoot(kinds)).toMatchObject({
      paths: {
        "apis/apps/v1": {
          serverRelativeURL: expect.stringMatching(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/),
        },
      },
    });
    expect(openApiV3(kinds, "apps/v9")).toBeUndefined();
  });

  it("tells types under Kubernetes' names, with what lists are merged by", () => {
    const { components, paths } = JSON.parse(openApiV3(kinds, "v1")?.json ?? "");
    const { properties, required } = components.schemas["io.k8s.api.core.v1.PodSpec"];
    expect(required).toEqual(["containers"]);
    expect(properties.containers).toEqual({
      description:
        "List of containers belonging to the pod. Containers cannot currently be added or removed. There must be at least one container in a Pod. Cannot be updated.",
      type: "array",
      items: { default: {}, allOf: [{ $ref: "#/components/schemas/io.k8s.api.core.v1.Container" }] },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      "x-kubernetes-patch-strategy": "merge",
      "x-kubernetes-patch-merge-key": "name",
    });
    expect(components.schemas["io.k8s.api.core.v1.Pod"]["x-kubernetes-group-version-kind"]).toEqual([
      { group: "", version: "v1", kind: "Pod" },
    ]);
    const { patch } = paths["/api/v1/namespaces/{namespace}/pods/{name}"];
    expect(patch.parameters.map(({ name }: { name: string }) => name)).toEqual([
      "dryRun",
      "fieldManager",
      "fieldValidation",
      "force",
    ]);
  });

  it("says what definitions and fields are in both versions, and defaults in version 3", () => {
    const name = "io.k8s.api.core.v1.ServicePort";
    const { components } = JSON.parse(openApiV3(kinds, "v1")?.json ?? "");
    const { definitions } = JSON.parse(openApiV2(kinds).json);
    const port = { description: "The port that will be exposed by this service.", type: "integer", format: "int32" };
    expect(components.schemas[name].description).toBe("ServicePort contains information on service's port.");
    expect(components.schemas[name].properties.port).toEqual({ ...port, default: 0 });
    expect(definitions[name].description).toBe("ServicePort contains information on service's port.");
    expect(definitions[name].properties.port).toEqual(port);
  });

  it("refers to nothing that is not there", () => {
    const { definitions, paths } = JSON.parse(openApiV2(kinds).json);
    const text = JSON.stringify([definitions, paths]);
    const wanted = [...text.matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(([, name]) => name);
    expect(wanted.filter((name) => definitions[name ?? ""] === undefined)).toEqual([]);
    expect(Object.keys(definitions).filter((name) => name.includes("unknown"))).toEqual([]);
  });
});
