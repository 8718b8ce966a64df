/**
 * What the API server fills into pod templates and pods (checked against `kubectl get -o yaml` of Kubernetes 1.34.4).
 * @module
 */
import { canonicalQuantity } from "@aiops-gym/cluster";
import { type Draft, dropEmpty, isDraft, listIn, maybeObjectIn, objectIn, setDefaults } from "../draft.ts";

const podSpecDefaults = {
  restartPolicy: "Always",
  terminationGracePeriodSeconds: 30,
  dnsPolicy: "ClusterFirst",
  securityContext: {},
  schedulerName: "default-scheduler",
};
const containerDefaults = {
  resources: {},
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "File",
};
const probeDefaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const readableByAll = 0o644;
const podLists = ["initContainers", "ephemeralContainers", "volumes", "tolerations", "imagePullSecrets", "hostAliases"];
const podTexts = ["nodeName", "hostname", "subdomain", "priorityClassName", "serviceAccountName", "serviceAccount"];
const containerLists = ["command", "args", "ports", "env", "envFrom", "volumeMounts", "volumeDevices"];

/** Fills a pod specification, of a template or of a pod. */
export function applyPodSpecDefaults(spec: Draft): void {
  dropEmpty(spec, [...podLists, ...podTexts, "nodeSelector"]);
  setDefaults(spec, podSpecDefaults);
  // the server keeps the old name of the field beside the new one
  if (spec["serviceAccountName"] !== undefined) spec["serviceAccount"] = spec["serviceAccountName"];
  else if (spec["serviceAccount"] !== undefined) spec["serviceAccountName"] = spec["serviceAccount"];
  for (const container of [...containersIn(spec), ...listIn(spec, "ephemeralContainers")]) {
    applyContainerDefaults(container, spec["hostNetwork"] === true);
  }
  for (const volume of listIn(spec, "volumes")) applyVolumeDefaults(volume);
}

/** Containers and init containers of a pod specification. */
export function containersIn(spec: Draft | undefined): readonly Draft[] {
  return [...listIn(spec, "initContainers"), ...listIn(spec, "containers")];
}

/** Fills what only pods get, not templates: requests from limits, service links. */
export function applyPodDefaults(spec: Draft): void {
  if (spec["enableServiceLinks"] === undefined) spec["enableServiceLinks"] = true;
  for (const container of containersIn(spec)) {
    const resources = maybeObjectIn(container, "resources");
    const limits = maybeObjectIn(resources, "limits");
    if (resources !== undefined && limits !== undefined) setDefaults(objectIn(resources, "requests"), limits);
  }
  const own = maybeObjectIn(spec, "resources");
  const ownLimits = maybeObjectIn(own, "limits");
  if (own !== undefined && ownLimits !== undefined) setDefaults(objectIn(own, "requests"), ownLimits);
}

function applyContainerDefaults(container: Draft, hostNetwork: boolean): void {
  dropEmpty(container, [...containerLists, "workingDir"]);
  setDefaults(container, containerDefaults);
  if (container["imagePullPolicy"] === undefined) {
    container["imagePullPolicy"] = isLatest(String(container["image"] ?? "")) ? "Always" : "IfNotPresent";
  }
  for (const port of listIn(container, "ports")) {
    setDefaults(port, { protocol: "TCP" });
    if (hostNetwork) setDefaults(port, { hostPort: port["containerPort"] });
    dropEmpty(port, ["name", "hostIP"]);
  }
  for (const variable of listIn(container, "env")) {
    dropEmpty(variable, ["value"]);
    applyReferenceDefaults(maybeObjectIn(variable, "valueFrom"));
  }
  for (const kind of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = maybeObjectIn(container, kind);
    if (probe !== undefined) applyProbeDefaults(probe);
  }
  for (const hook of ["postStart", "preStop"]) {
    const http = maybeObjectIn(maybeObjectIn(maybeObjectIn(container, "lifecycle"), hook), "httpGet");
    if (http !== undefined) setDefaults(http, { path: "/", scheme: "HTTP" });
  }
  applyResourceDefaults(maybeObjectIn(container, "resources"));
}

function applyReferenceDefaults(holder: Draft | undefined): void {
  const fieldRef = maybeObjectIn(holder, "fieldRef");
  if (fieldRef !== undefined) setDefaults(fieldRef, { apiVersion: "v1" });
  const amount = maybeObjectIn(holder, "resourceFieldRef");
  if (amount !== undefined) setDefaults(amount, { divisor: "0" });
}

/** Whether an image's tag is `latest`, said or implied. */
function isLatest(image: string): boolean {
  if (image.includes("@")) return false;
  const tag = /:([^/:]*)$/.exec(image)?.[1];
  return tag === undefined || tag === "latest";
}

function applyProbeDefaults(probe: Draft): void {
  if (probe["initialDelaySeconds"] === 0) delete probe["initialDelaySeconds"];
  for (const field in probeDefaults) if (probe[field] === 0) delete probe[field];
  setDefaults(probe, probeDefaults);
  const http = maybeObjectIn(probe, "httpGet");
  if (http !== undefined) {
    dropEmpty(http, ["path", "scheme", "host", "httpHeaders"]);
    setDefaults(http, { path: "/", scheme: "HTTP" });
  }
  const grpc = maybeObjectIn(probe, "grpc");
  if (grpc !== undefined) setDefaults(grpc, { service: "" });
}

/** Brings quantities into their canonical form. */
export function applyResourceDefaults(resources: Draft | undefined): void {
  dropEmpty(resources, ["limits", "requests", "claims"]);
  for (const field of ["limits", "requests"]) canonizeQuantities(maybeObjectIn(resources, field));
}

/** Brings a list of amounts into canonical form, in place. */
export function canonizeQuantities(amounts: Draft | undefined): void {
  for (const name in amounts) amounts[name] = canonicalQuantity(String(amounts[name]));
}

function applyVolumeDefaults(volume: Draft): void {
  const sources = Object.keys(volume).filter((field) => field !== "name");
  if (sources.length === 0) volume["emptyDir"] = {};
  for (const kind of ["configMap", "secret", "projected", "downwardAPI"]) {
    const source = maybeObjectIn(volume, kind);
    if (source !== undefined) setDefaults(source, { defaultMode: readableByAll });
  }
  const projections = listIn(maybeObjectIn(volume, "projected"), "sources");
  const downward = [volume, ...projections].map((one) => maybeObjectIn(one, "downwardAPI"));
  for (const source of downward) for (const item of listIn(source, "items")) applyReferenceDefaults(item);
  for (const source of projections) {
    const token = maybeObjectIn(source, "serviceAccountToken");
    if (token !== undefined) setDefaults(token, { expirationSeconds: 3600 });
  }
  const claim = maybeObjectIn(maybeObjectIn(maybeObjectIn(volume, "ephemeral"), "volumeClaimTemplate"), "spec");
  if (claim !== undefined) setDefaults(claim, { volumeMode: "Filesystem" });
  const hostPath = volume["hostPath"];
  if (isDraft(hostPath)) setDefaults(hostPath, { type: "" });
}
