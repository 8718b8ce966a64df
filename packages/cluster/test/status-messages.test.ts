import { describe, expect, it } from "vitest";
import {
  alreadyExists,
  conflict,
  fieldInvalid,
  fieldRequired,
  forbiddenTo,
  invalid,
  notFound,
  type StatusError,
} from "../src/index.ts";

const pods = { group: "", plural: "pods" };
const deployments = { group: "apps", plural: "deployments" };
const user = "system:serviceaccount:cl-probe:tester";

// statuses recorded from Kubernetes 1.34.4
describe("status messages", () => {
  it.each<[StatusError, number, string, Record<string, unknown>]>([
    [notFound(pods, "x"), 404, 'pods "x" not found', { name: "x", kind: "pods" }],
    [
      notFound(deployments, "nope"),
      404,
      'deployments.apps "nope" not found',
      { name: "nope", group: "apps", kind: "deployments" },
    ],
    [
      alreadyExists(deployments, "d1"),
      409,
      'deployments.apps "d1" already exists',
      { name: "d1", group: "apps", kind: "deployments" },
    ],
    [
      conflict(deployments, "d1"),
      409,
      'Operation cannot be fulfilled on deployments.apps "d1": the object has been modified; please apply your changes to the latest version and try again',
      { name: "d1", group: "apps", kind: "deployments" },
    ],
    [
      invalid({ group: "apps", kind: "Deployment" }, "d8", [
        fieldRequired("spec.template.spec.containers[0].name"),
        fieldRequired("spec.template.spec.containers[0].image"),
      ]),
      422,
      'Deployment.apps "d8" is invalid: [spec.template.spec.containers[0].name: Required value, spec.template.spec.containers[0].image: Required value]',
      {
        name: "d8",
        group: "apps",
        kind: "Deployment",
        causes: [
          { reason: "FieldValueRequired", message: "Required value", field: "spec.template.spec.containers[0].name" },
          { reason: "FieldValueRequired", message: "Required value", field: "spec.template.spec.containers[0].image" },
        ],
      },
    ],
    [
      invalid({ group: "apps", kind: "Deployment" }, "", [
        fieldRequired("metadata.name", "name or generateName is required"),
      ]),
      422,
      'Deployment.apps "" is invalid: metadata.name: Required value: name or generateName is required',
      {
        group: "apps",
        kind: "Deployment",
        causes: [
          {
            reason: "FieldValueRequired",
            message: "Required value: name or generateName is required",
            field: "metadata.name",
          },
        ],
      },
    ],
    [
      forbiddenTo({ user, verb: "list", resource: pods, namespace: "cl-probe" }),
      403,
      `pods is forbidden: User "${user}" cannot list resource "pods" in API group "" in the namespace "cl-probe"`,
      { kind: "pods" },
    ],
    [
      forbiddenTo({
        user,
        verb: "patch",
        resource: deployments,
        subresource: "scale",
        namespace: "cl-probe",
        name: "x",
      }),
      403,
      `deployments.apps "x" is forbidden: User "${user}" cannot patch resource "deployments/scale" in API group "apps" in the namespace "cl-probe"`,
      { name: "x", group: "apps", kind: "deployments" },
    ],
    [
      forbiddenTo({ user, verb: "get", resource: { group: "", plural: "nodes" }, name: "n" }),
      403,
      `nodes "n" is forbidden: User "${user}" cannot get resource "nodes" in API group "" at the cluster scope`,
      { name: "n", kind: "nodes" },
    ],
  ])("%s", (error, code, message, details) => {
    expect(error.status).toMatchObject({ code, message, details });
    expect(error.status.details).toEqual(details);
  });

  it("says a cause once that two validations found", () => {
    const cause = fieldInvalid("metadata.uid", "1", "field is immutable");
    expect(invalid({ group: "apps", kind: "Deployment" }, "d1", [cause, cause]).message).toBe(
      'Deployment.apps "d1" is invalid: metadata.uid: Invalid value: "1": field is immutable',
    );
  });
});
