/**
 * Config maps, secrets, volumes and claims (core/v1).
 * @module
 */
import type { KubeObject } from "./meta.ts";
import type { ResourceList } from "./pod.ts";

export interface ConfigMap extends KubeObject {
  readonly kind: "ConfigMap";
  readonly data?: Readonly<Record<string, string>>;
}

export interface Secret extends KubeObject {
  readonly kind: "Secret";
  readonly type?: string;
  /** Values in base64. */
  readonly data?: Readonly<Record<string, string>>;
}

export interface PersistentVolume extends KubeObject {
  readonly kind: "PersistentVolume";
  readonly spec: {
    readonly capacity: ResourceList;
    readonly accessModes: readonly string[];
    readonly persistentVolumeReclaimPolicy: "Retain" | "Delete" | "Recycle";
    readonly storageClassName?: string;
    readonly volumeMode?: string;
    readonly hostPath?: { readonly path: string; readonly type?: string };
    readonly claimRef?: {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly namespace: string;
      readonly name: string;
      readonly uid?: string;
      readonly resourceVersion?: string;
    };
  };
  readonly status: {
    readonly phase: "Pending" | "Available" | "Bound" | "Released" | "Failed";
    readonly reason?: string;
  };
}

export interface PersistentVolumeClaim extends KubeObject {
  readonly kind: "PersistentVolumeClaim";
  readonly spec: {
    readonly accessModes: readonly string[];
    readonly resources: { readonly requests?: ResourceList };
    readonly storageClassName?: string;
    readonly volumeMode?: string;
    readonly volumeName?: string;
  };
  readonly status: {
    readonly phase: "Pending" | "Bound" | "Lost";
    readonly accessModes?: readonly string[];
    readonly capacity?: ResourceList;
  };
}
