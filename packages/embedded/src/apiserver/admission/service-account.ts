/**
 * ServiceAccount: every pod runs as an account of its namespace and has its token mounted.
 * @module
 */
import { nextNameSuffix } from "../../kernel/random.ts";
import { containersIn } from "../defaults/pod-spec.ts";
import { draftOf, listIn, objectIn } from "../draft.ts";
import { getObject } from "../store.ts";
import { type AdmissionRequest, refusal } from "./request.ts";

/** Where a service account's token is mounted. */
export const tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const volumePrefix = "kube-api-access-";

const tokenVolume = {
  projected: {
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
  },
};

/** Gives a new pod its account, the account's token and pull secrets, in place. */
export function admitServiceAccount(request: AdmissionRequest): void {
  const { sim, object, namespace } = request;
  const spec = objectIn(object, "spec");
  const account = String(spec["serviceAccountName"] ?? "default");
  spec["serviceAccountName"] = account;
  spec["serviceAccount"] = account;
  const stored = getObject(sim, "ServiceAccount", namespace, account);
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
  if (given === undefined) spec["volumes"] = [...listIn(spec, "volumes"), { name: volume, ...draftOf(tokenVolume) }];
}
