import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { digestsOf } from "./openapi-digests.ts";
import { servedDefinitions } from "./served-definitions.ts";

const recorded: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL("recordings/openapi.json", import.meta.url), "utf8"),
);

/** Definitions that are otherwise, and why. */
const bytes = "bytes are no list, whatever the document says";
const differences: Readonly<Record<string, string>> = {
  "io.k8s.api.certificates.v1.CertificateSigningRequestSpec": bytes,
  "io.k8s.api.certificates.v1.CertificateSigningRequestStatus": bytes,
  "io.k8s.api.core.v1.PersistentVolumeClaimStatus": "maps that merge key by key do so anyway",
  "io.k8s.api.core.v1.PersistentVolumeSpec": "an ObjectReference that merges, though others do not",
  "io.k8s.api.discovery.v1.EndpointPort": "one of two types of that name is owned as a whole",
  "io.k8s.api.networking.v1.IngressRule": "http is told beside the rule, not in it",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus":
    "an object without fields",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps": "schemas are read without a table",
  "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec": bytes,
};

it("tells of types what a real kube-apiserver does, in words and defaults, too", async () => {
  const definitions = await servedDefinitions();
  const others = Object.entries(digestsOf(definitions)).filter(([name, digest]) => recorded[name] !== digest);
  expect(others.map(([name]) => name).sort()).toEqual(Object.keys(differences).sort());
  expect(Object.keys(definitions).length).toBeGreaterThan(430);
});
