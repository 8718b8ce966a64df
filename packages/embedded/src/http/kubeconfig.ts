/**
 * Kubeconfigs for a served cluster.
 * @module
 */
import { stringify } from "yaml";

/** What a kubeconfig says. */
export interface KubeconfigOptions {
  /** `https://127.0.0.1:6443` */
  readonly server: string;
  /** The certificate of the server's authority, in PEM. */
  readonly authority: string;
  readonly token: string;
  /** The namespace of commands that name none. */
  readonly namespace?: string;
  readonly user: string;
}

/** A kubeconfig as YAML, with everything in it: no other file is needed. */
export function formatKubeconfig({ server, authority, token, namespace, user }: KubeconfigOptions): string {
  const name = "aiops-gym";
  return stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        { name, cluster: { server, "certificate-authority-data": Buffer.from(authority).toString("base64") } },
      ],
      users: [{ name: user, user: { token } }],
      contexts: [{ name, context: { cluster: name, user, ...(namespace === undefined ? {} : { namespace }) } }],
      "current-context": name,
    },
    { lineWidth: 0 },
  );
}
