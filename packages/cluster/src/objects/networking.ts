/**
 * Services and endpoint slices (core/v1, discovery.k8s.io/v1).
 * @module
 */
import type { KubeObject } from "./meta.ts";
import type { IntOrString } from "./pod.ts";

export interface ServicePort {
  readonly name?: string;
  readonly protocol: "TCP" | "UDP" | "SCTP";
  readonly port: number;
  readonly targetPort: IntOrString;
  readonly nodePort?: number;
}

export interface Service extends KubeObject {
  readonly kind: "Service";
  readonly spec: {
    readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
    readonly sessionAffinity?: string;
    readonly externalName?: string;
    readonly publishNotReadyAddresses?: boolean;
  };
}

export interface EndpointSlice extends KubeObject {
  readonly kind: "EndpointSlice";
  readonly addressType: "IPv4" | "IPv6" | "FQDN";
  /** Null when there is none. */
  readonly endpoints:
    | readonly {
        readonly addresses: readonly string[];
        readonly conditions: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
        /** The name that the endpoint has within its service. */
        readonly hostname?: string;
        readonly nodeName?: string;
        readonly targetRef?: {
          readonly kind: string;
          readonly namespace: string;
          readonly name: string;
          readonly uid: string;
        };
      }[]
    | null;
  readonly ports: readonly { readonly name: string; readonly protocol: string; readonly port: number }[] | null;
}
