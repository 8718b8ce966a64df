/**
 * What is not pods: networks, storage, configuration, access, kinds of one's own.
 * @module
 */
import { container, deployment, pod, service, template } from "../../fidelity/scenarios/manifests.ts";
import { configMap, object, rbac } from "../objects.ts";
import type { State } from "../state.ts";

const readPods = { apiGroups: [""], resources: ["pods", "pods/log"], verbs: ["get", "list"] };
const roleRef = (kind: string, name: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind, name });

export const configurationStates: readonly State[] = [
  {
    name: "network",
    title: "Services of every type, with and without endpoints; ingresses and policies",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          deployment("web", {}, { containers: [container({ ports: [{ name: "http", containerPort: 8080 }] })] }),
          pod(
            "half",
            {
              containers: [
                container({ readinessProbe: { exec: { command: ["/busybox", "false"] }, periodSeconds: 2 } }),
              ],
            },
            { labels: { app: "half" } },
          ),
          service("web"),
          service("half", { sessionAffinity: "ClientIP" }),
          service("orphan", { selector: { app: "nobody" } }),
          service("open", {
            selector: { app: "web" },
            type: "NodePort",
            ports: [
              { name: "http", port: 80, targetPort: "http", nodePort: 30911 },
              { name: "dns", port: 53, protocol: "UDP", nodePort: 30912 },
            ],
          }),
          service("balanced", {
            selector: { app: "web" },
            type: "LoadBalancer",
            ports: [{ port: 80, nodePort: 30913 }],
          }),
          service("headless", { selector: { app: "web" }, clusterIP: "None" }),
          object("v1", "Service", "outside", { spec: { type: "ExternalName", externalName: "example.com" } }),
          object("networking.k8s.io/v1", "IngressClass", "$NS--class", {
            spec: { controller: "example.com/controller" },
          }),
          object("networking.k8s.io/v1", "Ingress", "gate", {
            spec: {
              ingressClassName: "$NS--class",
              tls: [{ hosts: ["a.example.com"], secretName: "cert" }],
              rules: [
                {
                  host: "a.example.com",
                  http: {
                    paths: [
                      { path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } },
                      {
                        path: "/none",
                        pathType: "Exact",
                        backend: { service: { name: "none", port: { name: "http" } } },
                      },
                    ],
                  },
                },
              ],
            },
          }),
          object("networking.k8s.io/v1", "Ingress", "plain", {
            spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
          }),
          object("networking.k8s.io/v1", "NetworkPolicy", "closed", {
            spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
          }),
          object("networking.k8s.io/v1", "NetworkPolicy", "some", {
            spec: {
              podSelector: { matchLabels: { app: "web" } },
              ingress: [
                {
                  from: [
                    { podSelector: { matchLabels: { app: "client" } } },
                    { namespaceSelector: { matchExpressions: [{ key: "team", operator: "In", values: ["a", "b"] }] } },
                    { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } },
                  ],
                  ports: [
                    { port: 8080, protocol: "TCP" },
                    { port: 9000, endPort: 9010, protocol: "UDP" },
                  ],
                },
              ],
              egress: [{}],
            },
          }),
        ],
      },
    ],
    seconds: 12,
  },
  {
    name: "storage",
    title: "Claims are bound and pending; quotas and limits count",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("storage.k8s.io/v1", "StorageClass", "$NS--class", {
            provisioner: "example.com/disks",
            parameters: { kind: "ssd" },
            mountOptions: ["ro"],
          }),
          object("storage.k8s.io/v1", "StorageClass", "$NS--late", {
            provisioner: "kubernetes.io/no-provisioner",
            reclaimPolicy: "Retain",
            volumeBindingMode: "WaitForFirstConsumer",
            allowVolumeExpansion: true,
          }),
          object("v1", "PersistentVolume", "$NS--volume", {
            spec: {
              capacity: { storage: "1Gi" },
              accessModes: ["ReadWriteOnce", "ReadOnlyMany"],
              storageClassName: "$NS--manual",
              hostPath: { path: "/tmp/$NS" },
            },
          }),
          object("v1", "PersistentVolume", "$NS--free", {
            spec: {
              capacity: { storage: "100Mi" },
              accessModes: ["ReadWriteOncePod"],
              persistentVolumeReclaimPolicy: "Retain",
              nfs: { server: "nfs.example.com", path: "/share" },
            },
          }),
          object("v1", "ResourceQuota", "amounts", {
            spec: { hard: { pods: "4", "requests.cpu": "1", "limits.memory": "1Gi", "count/configmaps": "10" } },
          }),
          object("v1", "LimitRange", "limits", {
            spec: {
              limits: [
                {
                  type: "Container",
                  default: { cpu: "100m", memory: "64Mi" },
                  defaultRequest: { cpu: "50m" },
                  max: { cpu: "1" },
                },
                { type: "Pod", max: { cpu: "2" }, maxLimitRequestRatio: { cpu: "4" } },
              ],
            },
          }),
        ],
      },
      {
        at: 2,
        do: "create",
        objects: [
          object("v1", "PersistentVolumeClaim", "data", {
            spec: {
              accessModes: ["ReadWriteOnce"],
              storageClassName: "$NS--manual",
              resources: { requests: { storage: "1Gi" } },
            },
          }),
          object("v1", "PersistentVolumeClaim", "later", {
            spec: {
              accessModes: ["ReadWriteOnce"],
              storageClassName: "$NS--late",
              resources: { requests: { storage: "2Gi" } },
            },
          }),
          object("v1", "PersistentVolumeClaim", "lost", {
            spec: { accessModes: ["ReadWriteMany"], resources: { requests: { storage: "1Gi" } } },
          }),
        ],
      },
      {
        at: 5,
        do: "create",
        objects: [
          pod("user", {
            containers: [
              container({
                resources: { limits: { cpu: "200m", memory: "64Mi" }, requests: { cpu: "100m" } },
                volumeMounts: [
                  { name: "data", mountPath: "/data" },
                  { name: "empty", mountPath: "/empty" },
                  { name: "host", mountPath: "/host" },
                  { name: "all", mountPath: "/all" },
                ],
              }),
            ],
            volumes: [
              { name: "data", persistentVolumeClaim: { claimName: "data", readOnly: false } },
              { name: "empty", emptyDir: { sizeLimit: "10Mi" } },
              { name: "memory", emptyDir: { medium: "Memory" } },
              { name: "host", hostPath: { path: "/tmp", type: "Directory" } },
              {
                name: "all",
                projected: {
                  sources: [
                    { configMap: { name: "kube-root-ca.crt" } },
                    { downwardAPI: { items: [{ path: "name", fieldRef: { fieldPath: "metadata.name" } }] } },
                  ],
                },
              },
              {
                name: "down",
                downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] },
              },
            ],
          }),
        ],
      },
    ],
    seconds: 14,
  },
  {
    name: "configuration",
    title: "Config maps, secrets and accounts of several forms",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          configMap("settings", { mode: "fast", "app.conf": "a = 1\nb = 2\n", empty: "" }),
          object("v1", "ConfigMap", "binary", { binaryData: { blob: "AAECAw==" }, data: { a: "b" }, immutable: true }),
          object(
            "v1",
            "ConfigMap",
            "bare",
            {},
            { labels: { app: "bare" }, annotations: { "example.com/b": "2", "example.com/a": "1" } },
          ),
          object("v1", "Secret", "login", { stringData: { user: "ann", password: "secret" } }),
          object("v1", "Secret", "cert", { type: "kubernetes.io/tls", data: { "tls.crt": "YQ==", "tls.key": "Yg==" } }),
          object("v1", "ServiceAccount", "robot", {
            secrets: [{ name: "login" }],
            imagePullSecrets: [{ name: "login" }],
          }),
          object("scheduling.k8s.io/v1", "PriorityClass", "$NS--high", { value: 1000, description: "for tests" }),
          object("coordination.k8s.io/v1", "Lease", "lease", {
            spec: { holderIdentity: "me", leaseDurationSeconds: 15 },
          }),
          object("v1", "PodTemplate", "form", { template: template("form") }),
        ],
      },
    ],
    seconds: 3,
  },
  {
    name: "access",
    title: "Accounts may do some things, through roles",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("v1", "ServiceAccount", "reader"),
          object("v1", "ServiceAccount", "nobody"),
          rbac("Role", "reader", {
            rules: [
              readPods,
              { apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["web"], verbs: ["get", "patch"] },
            ],
          }),
          rbac("RoleBinding", "readers", {
            roleRef: roleRef("Role", "reader"),
            subjects: [
              { kind: "ServiceAccount", name: "reader", namespace: "$NS" },
              { kind: "User", name: "ann", apiGroup: "rbac.authorization.k8s.io" },
              { kind: "Group", name: "staff", apiGroup: "rbac.authorization.k8s.io" },
            ],
          }),
          rbac("ClusterRole", "$NS--nodes", {
            rules: [
              { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list"] },
              { nonResourceURLs: ["/metrics"], verbs: ["get"] },
            ],
          }),
          rbac("ClusterRoleBinding", "$NS--nodes", {
            roleRef: roleRef("ClusterRole", "$NS--nodes"),
            subjects: [{ kind: "ServiceAccount", name: "reader", namespace: "$NS" }],
          }),
          pod("one"),
          deployment("web", { replicas: 0 }),
        ],
      },
    ],
    seconds: 8,
  },
  {
    name: "custom",
    title: "Kinds of one's own, with columns of their own",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.kt.example.com", {
            spec: {
              group: "kt.example.com",
              scope: "Namespaced",
              names: {
                plural: "widgets",
                singular: "widget",
                kind: "Widget",
                shortNames: ["wg"],
                categories: ["toys"],
              },
              versions: [
                {
                  name: "v1",
                  served: true,
                  storage: true,
                  schema: {
                    openAPIV3Schema: {
                      type: "object",
                      description: "A widget, for tests.",
                      properties: {
                        spec: {
                          type: "object",
                          description: "What it is to be.",
                          required: ["size"],
                          properties: {
                            size: { type: "integer", description: "How large it is." },
                            colour: { type: "string" },
                          },
                        },
                        status: { type: "object", properties: { phase: { type: "string" } } },
                      },
                    },
                  },
                  additionalPrinterColumns: [
                    { name: "Size", type: "integer", jsonPath: ".spec.size" },
                    { name: "Colour", type: "string", jsonPath: ".spec.colour", priority: 1 },
                    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
                  ],
                },
              ],
            },
          }),
        ],
      },
      {
        at: 4,
        do: "create",
        objects: [
          object("kt.example.com/v1", "Widget", "small", { spec: { size: 1 } }, { labels: { app: "toys" } }),
          object("kt.example.com/v1", "Widget", "large", { spec: { size: 10, colour: "red" } }),
        ],
      },
    ],
    seconds: 7,
  },
];
