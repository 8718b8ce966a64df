/**
 * Pods that lack something: images, config maps, secrets, volumes, keys, rights.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario } from "../scenario.ts";
import { container, pod, script } from "./manifests.ts";

function configMap(name: string, data: Readonly<Record<string, string>>): Manifest {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

function secret(name: string, stringData: Readonly<Record<string, string>>): Manifest {
  return { apiVersion: "v1", kind: "Secret", metadata: { name }, stringData };
}

function withVolume(name: string, volume: Readonly<Record<string, unknown>>): Manifest {
  return pod(name, {
    volumes: [{ name: "data", ...volume }],
    containers: [container({ volumeMounts: [{ name: "data", mountPath: "/data" }] })],
  });
}

function hostPath(name: string, path: string, type: string): Manifest {
  return withVolume(name, { hostPath: { path, type } });
}

export const missingThings: readonly Scenario[] = [
  {
    name: "missing-image",
    title: "An image that is not in its registry is asked for again, later each time",
    seconds: 50,
    steps: [
      { at: 0, do: "create", objects: [pod("gone", { containers: [container({ image: "registry.local/none:1" })] })] },
    ],
  },
  {
    name: "missing-image-names",
    title: "Names of images that are no names, and images that may not be pulled",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("invalid", { containers: [container({ image: "Registry/Not A Name" })] }),
          pod("never", { containers: [container({ image: "registry.local/none:1", imagePullPolicy: "Never" })] }),
        ],
      },
    ],
  },
  {
    name: "missing-pull-secret",
    title: "A missing pull secret is told and does not hinder a pod whose image is there",
    seconds: 12,
    steps: [{ at: 0.5, do: "create", objects: [pod("pull", { imagePullSecrets: [{ name: "registry" }] })] }],
  },
  {
    name: "missing-environment",
    title: "Values of the environment from config maps and secrets that are not there",
    seconds: 9,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          configMap("there", { present: "1" }),
          secret("hidden", { present: "1" }),
          pod("map", {
            containers: [
              container({ env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "absent", key: "a" } } }] }),
            ],
          }),
          pod("map-key", {
            containers: [
              container({ env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "there", key: "a" } } }] }),
            ],
          }),
          pod("secret", {
            containers: [
              container({ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "absent", key: "a" } } }] }),
            ],
          }),
          pod("secret-key", {
            containers: [
              container({ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "hidden", key: "a" } } }] }),
            ],
          }),
        ],
      },
    ],
  },
  {
    name: "missing-environment-whole",
    title: "Whole config maps and secrets that are not there, and those that need not be",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("map", { containers: [container({ envFrom: [{ configMapRef: { name: "absent" } }] })] }),
          pod("secret", { containers: [container({ envFrom: [{ secretRef: { name: "absent" } }] })] }),
          pod("optional", {
            containers: [
              container({
                env: [
                  { name: "A", valueFrom: { configMapKeyRef: { name: "absent", key: "a", optional: true } } },
                  { name: "B", valueFrom: { secretKeyRef: { name: "absent", key: "a", optional: true } } },
                ],
                envFrom: [
                  { configMapRef: { name: "absent", optional: true } },
                  { secretRef: { name: "absent", optional: true } },
                ],
              }),
            ],
          }),
        ],
      },
    ],
  },
  {
    name: "missing-environment-comes",
    title: "A container starts when the config map that it waits for comes",
    seconds: 30,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [pod("waits", { containers: [container({ envFrom: [{ configMapRef: { name: "later" } }] })] })],
      },
      { at: 5, do: "create", objects: [configMap("later", { a: "1" })] },
    ],
  },
  {
    name: "missing-volumes",
    title: "Volumes of config maps and secrets that are not there hold their pods back",
    seconds: 30,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          withVolume("map", { configMap: { name: "absent" } }),
          withVolume("secret", { secret: { secretName: "absent" } }),
          withVolume("optional", { configMap: { name: "absent", optional: true } }),
        ],
      },
    ],
  },
  {
    name: "missing-volume-comes",
    title: "A pod starts when the secret that it waits for comes",
    seconds: 25,
    steps: [
      { at: 0, do: "create", objects: [withVolume("waits", { secret: { secretName: "later" } })] },
      { at: 5, do: "create", objects: [secret("later", { a: "1" })] },
    ],
  },
  {
    name: "missing-volume-keys",
    title: "Keys that a volume names and that are not there",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          configMap("there", { present: "1" }),
          secret("hidden", { present: "1" }),
          withVolume("map", { configMap: { name: "there", items: [{ key: "absent", path: "a" }] } }),
          withVolume("secret", { secret: { secretName: "hidden", items: [{ key: "absent", path: "a" }] } }),
          withVolume("projected", {
            projected: { sources: [{ configMap: { name: "absent" } }, { secret: { name: "hidden" } }] },
          }),
          withVolume("both", {
            projected: { sources: [{ configMap: { name: "absent" } }, { secret: { name: "absent" } }] },
          }),
        ],
      },
    ],
  },
  {
    name: "missing-claim",
    title: "Claims that are not there, or not bound, keep their pods from being scheduled",
    seconds: 50,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          withVolume("absent", { persistentVolumeClaim: { claimName: "absent" } }),
          {
            apiVersion: "v1",
            kind: "PersistentVolumeClaim",
            metadata: { name: "pending" },
            spec: {
              accessModes: ["ReadWriteOnce"],
              storageClassName: "none",
              resources: { requests: { storage: "1Gi" } },
            },
          },
          withVolume("unbound", { persistentVolumeClaim: { claimName: "pending" } }),
        ],
      },
    ],
  },
  {
    name: "missing-host-paths",
    title: "Paths of the node that are not what the pod says they are",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          hostPath("folder", "/no/such/folder", "Directory"),
          hostPath("file", "/no/such/file", "File"),
          hostPath("socket", "/no/such/socket", "Socket"),
          hostPath("other", "/etc/hostname", "Directory"),
          hostPath("fine", "/etc/hostname", "File"),
        ],
      },
    ],
  },
  {
    name: "missing-user",
    title: "An image that runs as root is not started where that is forbidden",
    seconds: 9,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("root", { securityContext: { runAsNonRoot: true } }),
          pod("zero", { containers: [container({ securityContext: { runAsNonRoot: true, runAsUser: 0 } })] }),
          pod("fine", { securityContext: { runAsNonRoot: true, runAsUser: 1000 } }),
        ],
      },
    ],
  },
  {
    name: "missing-sub-path",
    title: "Parts of volumes: a folder that is made, a key that is there",
    seconds: 15,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          configMap("there", { present: "1" }),
          pod("parts", {
            volumes: [
              { name: "map", configMap: { name: "there" } },
              { name: "empty", emptyDir: {} },
            ],
            containers: [
              script("cat /part; ls -d /folder; sleep 3600", {
                volumeMounts: [
                  { name: "map", mountPath: "/part", subPath: "present" },
                  { name: "empty", mountPath: "/folder", subPath: "a/b" },
                ],
              }),
            ],
          }),
        ],
      },
      { at: 8, do: "logs", pod: { kind: "pod", name: "parts" } },
    ],
  },
];
