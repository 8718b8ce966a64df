/**
 * ServiceAccount: every pod runs as an account of its namespace and has its token mounted.
 * @module
 */
import { fromRfc3339, type KubeObject, microsPerSecond, toRfc3339 } from "@aiops-gym/cluster";
import { deepFreeze } from "../../kernel/plain.ts";
import { nextNameSuffix, nextUuid } from "../../kernel/random.ts";
import { containersIn } from "../defaults/pod-spec.ts";
import { type Draft, draftOf, listIn, objectIn } from "../draft.ts";
import { getObject, putObject } from "../store.ts";
import { type AdmissionRequest, refusal } from "./request.ts";

/** Where a service account's token is mounted. */
export const tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const volumePrefix = "kube-api-access-";
/** How long the server asks for an account that is still to be made. */
const patience = 2 * microsPerSecond;

/** What all tokens' volumes are: complete and valid, so that all pods share it. */
export const tokenProjection: Readonly<Draft> = deepFreeze({
  defaultMode: 420,
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
    { configMap: { items: [{ key: "ca.crt", path: "ca.crt" }], name: "kube-root-ca.crt" } },
    {
      downwardAPI: {
        items: [{ fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" }, path: "namespace" }],
      },
    },
  ],
});

/** Gives a new pod its account, the account's token and pull secrets, in place. */
export function admitServiceAccount(request: AdmissionRequest): void {
  const { sim, object, namespace } = request;
  const spec = objectIn(object, "spec");
  const account = String(spec["serviceAccountName"] ?? "default");
  spec["serviceAccountName"] = account;
  spec["serviceAccount"] = account;
  const stored = getObject(sim, "ServiceAccount", namespace, account) ?? awaitedAccount(request, account);
  if (stored === undefined) {
    const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
    throw refusal(request, why);
  }
  const mounts = spec["automountServiceAccountToken"] ?? stored["automountServiceAccountToken"] ?? true;
  if (mounts === true) mountToken(request);
  const secrets = listIn(draftOf(stored), "imagePullSecrets");
  if (listIn(spec, "imagePullSecrets").length === 0 && secrets.length > 0) {
    spec["imagePullSecrets"] = secrets.map(({ name }) => ({ name }));
  }
}

/**
 * The default account of a namespace that was made a moment ago: the real server asks for it again and again until the controller
 * made it, so it is there when the answer comes.
 */
function awaitedAccount({ sim, namespace, dryRun }: AdmissionRequest, account: string): KubeObject | undefined {
  if (account !== "default" || namespace === undefined) return undefined;
  const place = getObject(sim, "Namespace", undefined, namespace);
  const recent = place?.metadata.creationTimestamp ?? toRfc3339(0);
  if (place?.metadata.deletionTimestamp !== undefined || fromRfc3339(recent) < sim.now - patience) return undefined;
  const uid = nextUuid(sim.random("apiserver/uids"));
  const metadata = { name: account, namespace, uid, creationTimestamp: toRfc3339(sim.now) };
  const made = { apiVersion: "v1", kind: "ServiceAccount", metadata } as unknown as KubeObject;
  return dryRun ? made : putObject(sim, made);
}

function mountToken({ sim, object }: AdmissionRequest): void {
  const spec = objectIn(object, "spec");
  const given = listIn(spec, "volumes").find(({ name }) => String(name).startsWith(volumePrefix));
  const needing = containersIn(spec).filter(
    (container) => !listIn(container, "volumeMounts").some((mount) => mount["mountPath"] === tokenPath),
  );
  if (needing.length === 0) return;
  const volume =
    given === undefined ? volumePrefix + nextNameSuffix(sim.random("apiserver/token-volume")) : String(given["name"]);
  for (const container of needing) {
    const mount = { mountPath: tokenPath, name: volume, readOnly: true };
    container["volumeMounts"] = [...listIn(container, "volumeMounts"), mount];
  }
  if (given === undefined) spec["volumes"] = [...listIn(spec, "volumes"), { name: volume, projected: tokenProjection }];
}
