/**
 * Contract: refusals, word for word.
 * @module
 */
import { describe, it } from "vitest";
import type { Manifest } from "../objects/index.ts";
import { configMapKind, deploymentKind, refuses, type Subject } from "./subject.ts";

const modified = "the object has been modified; please apply your changes to the latest version and try again";

/** Declares the tests. */
export function describeFailures(subject: () => Subject): void {
  describe("refusals", () => {
    it("say that something does not exist", async () => {
      const { api, namespace } = subject();
      const ref = subject().ref(deploymentKind, "nope");
      const expected = {
        code: 404,
        reason: "NotFound",
        message: 'deployments.apps "nope" not found',
        details: { name: "nope", group: "apps", kind: "deployments" },
      };
      await refuses(api.get(ref), expected);
      await refuses(api.delete(ref), expected);
      await refuses(api.patch(ref, { type: "merge", body: {} }), expected);
      await refuses(api.update(subject().deployment("nope")), expected);
      await refuses(api.patch(ref, { type: "merge", body: {} }, { subresource: "scale" }), expected);
      await refuses(api.get({ apiVersion: "v1", kind: "Node", name: "nope" }), {
        code: 404,
        reason: "NotFound",
        message: 'nodes "nope" not found',
        details: { name: "nope", kind: "nodes" },
      });
      await refuses(api.logs({ namespace, name: "nope" }), {
        code: 404,
        reason: "NotFound",
        message: 'pods "nope" not found',
      });
      await refuses(api.exec({ namespace, name: "nope" }, { command: ["ls"] }), {
        code: 404,
        reason: "NotFound",
        message: 'pods "nope" not found',
      });
      await refuses(api.evict({ namespace, name: "nope" }), {
        code: 404,
        reason: "NotFound",
        message: 'pods "nope" not found',
      });
    });

    it("say that a namespace does not exist, or a kind", async () => {
      const { api } = subject();
      const metadata = { name: "x", namespace: "no-such-namespace" };
      await refuses(api.create({ ...configMapKind, metadata }), {
        code: 404,
        reason: "NotFound",
        message: 'namespaces "no-such-namespace" not found',
        details: { name: "no-such-namespace", kind: "namespaces" },
      });
      await refuses(api.list({ apiVersion: "apps/v9", kind: "Deployment" }), {
        code: 404,
        reason: "NotFound",
        message: "the server could not find the requested resource",
      });
      await refuses(api.list({ apiVersion: "widgets.invalid/v1", kind: "Widget" }), {
        code: 404,
        reason: "NotFound",
        message: "the server could not find the requested resource",
      });
    });

    it("say that something exists already", async () => {
      const { metadata } = await subject().newDeployment("twice");
      await refuses(subject().api.create(subject().deployment(metadata.name)), {
        code: 409,
        reason: "AlreadyExists",
        message: `deployments.apps "${metadata.name}" already exists`,
        details: { name: metadata.name, group: "apps", kind: "deployments" },
      });
    });

    it("say that somebody else was faster", async () => {
      const { api } = subject();
      const old = await subject().newConfigMap("conflict");
      const { name } = old.metadata;
      await api.update({ ...old, data: { a: "2" } });
      const expected = {
        code: 409,
        reason: "Conflict",
        message: `Operation cannot be fulfilled on configmaps "${name}": ${modified}`,
        details: { name, kind: "configmaps" },
      };
      await refuses(api.update({ ...old, data: { a: "3" } }), expected);
      const body = { metadata: { resourceVersion: old.metadata.resourceVersion }, data: { a: "4" } };
      await refuses(api.patch(subject().ref(configMapKind, name), { type: "merge", body }), expected);
    });

    it("name the fields that are wrong", async () => {
      const { api } = subject();
      const name = subject().name("invalid");
      const good = subject().deployment(name);
      await refuses(api.create(withPodSpec(good, { containers: [{ command: ["x"] }] })), {
        code: 422,
        reason: "Invalid",
        message: `Deployment.apps "${name}" is invalid: [spec.template.spec.containers[0].name: Required value, spec.template.spec.containers[0].image: Required value]`,
        details: {
          name,
          group: "apps",
          kind: "Deployment",
          causes: [
            { reason: "FieldValueRequired", message: "Required value", field: "spec.template.spec.containers[0].name" },
            {
              reason: "FieldValueRequired",
              message: "Required value",
              field: "spec.template.spec.containers[0].image",
            },
          ],
        },
      });
      await refuses(api.create({ ...good, metadata: { namespace: subject().namespace } }), {
        code: 422,
        reason: "Invalid",
        message: 'Deployment.apps "" is invalid: metadata.name: Required value: name or generateName is required',
      });
      await refuses(api.create({ ...good, metadata: { ...good.metadata, name: "D_1" } }), {
        code: 422,
        reason: "Invalid",
        message: `Deployment.apps "D_1" is invalid: metadata.name: Invalid value: "D_1": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      });
    });

    it("name the fields that may not become what was asked for", async () => {
      const { api } = subject();
      const { metadata } = await subject().newDeployment("immutable");
      const { name } = metadata;
      const ref = subject().ref(deploymentKind, name);
      await refuses(api.patch(ref, { type: "merge", body: { spec: { replicas: -1 } } }), {
        code: 422,
        reason: "Invalid",
        message: `Deployment.apps "${name}" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0`,
      });
      await refuses(api.patch(ref, { type: "merge", body: { spec: { replicas: -1 } } }, { subresource: "scale" }), {
        code: 422,
        reason: "Invalid",
        message: `Scale.autoscaling "${name}" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0`,
      });
      await refuses(api.patch(ref, { type: "merge", body: { spec: { selector: { matchLabels: { app: "z" } } } } }), {
        code: 422,
        reason: "Invalid",
        message: `Deployment.apps "${name}" is invalid: [spec.template.metadata.labels: Invalid value: {"app":"${name}"}: \`selector\` does not match template \`labels\`, spec.selector: Invalid value: {"matchLabels":{"app":"z"}}: field is immutable]`,
      });
      await refuses(api.patch(ref, { type: "merge", body: { spec: { strategy: { type: "Recreate" } } } }), {
        code: 422,
        reason: "Invalid",
        message: `Deployment.apps "${name}" is invalid: spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy \`type\` is 'Recreate'`,
      });
      await refuses(api.patch(ref, { type: "merge", body: { metadata: { uid: "1" } } }), {
        code: 422,
        reason: "Invalid",
        message: `Deployment.apps "${name}" is invalid: metadata.uid: Invalid value: "1": field is immutable`,
      });
      await refuses(api.patch(ref, { type: "merge", body: { metadata: { name: "other" } } }), {
        code: 400,
        reason: "BadRequest",
        message: `the name of the object (other) does not match the name on the URL (${name})`,
      });
    });
  });
}

function withPodSpec(deployment: Manifest, podSpec: Readonly<Record<string, unknown>>): Manifest {
  const spec = deployment["spec"] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  return { ...deployment, spec: { ...spec, template: { ...spec["template"], spec: podSpec } } };
}
