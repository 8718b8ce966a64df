/**
 * What apply, create -f and replace do with files: an empty namespace, and manifests that change again and again.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "d1.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, old: label}
  annotations: {note: one, gone: soon}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  template:
    metadata: {labels: {app: web}, annotations: {a: b}}
    spec:
      nodeSelector: {disk: ssd, zone: a}
      tolerations:
      - {key: a, operator: Exists}
      - {key: b, operator: Exists}
      imagePullSecrets: [{name: one}, {name: two}]
      hostAliases:
      - {ip: 10.0.0.1, hostnames: [x, v]}
      initContainers:
      - {name: init, image: "i:1"}
      containers:
      - name: main
        image: a:1
        command: [sleep, "1"]
        args: [x, z]
        env:
        - {name: A, value: "1"}
        - {name: B, value: "2"}
        - name: S
          valueFrom: {secretKeyRef: {name: s, key: k}}
        ports:
        - {containerPort: 80, name: http}
        - {containerPort: 81}
        resources:
          limits: {cpu: 100m, memory: 64Mi}
          requests: {cpu: 50m}
        readinessProbe:
          httpGet: {path: /, port: 80}
          periodSeconds: 5
        volumeMounts:
        - {name: data, mountPath: /data}
        - {name: conf, mountPath: /conf}
      - {name: side, image: "s:1"}
      volumes:
      - {name: data, emptyDir: {}}
      - name: conf
        configMap: {name: c}
`,
  "d2.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, new: label}
  annotations: {note: two}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  strategy:
    type: Recreate
  template:
    metadata: {labels: {app: web}}
    spec:
      nodeSelector: {zone: b}
      tolerations:
      - {key: b, operator: Exists}
      imagePullSecrets: [{name: two}, {name: three}]
      hostAliases:
      - {ip: 10.0.0.1, hostnames: [z]}
      - {ip: 10.0.0.2, hostnames: [w]}
      containers:
      - {name: side, image: "s:2"}
      - name: main
        image: a:2
        command: [sleep, "2"]
        env:
        - {name: S, value: plain}
        - {name: B, value: "3"}
        - {name: C, value: "4"}
        ports:
        - {containerPort: 80, name: web}
        resources:
          limits: {cpu: 200m}
        readinessProbe:
          exec: {command: ["true"]}
        volumeMounts:
        - {name: data, mountPath: /data2}
      volumes:
      - name: data
        configMap: {name: c}
`,
  "d3.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: null
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: main, image: "a:3", readinessProbe: null}
`,
  "svc1.yaml": `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web, tier: x}
  ports:
  - {name: http, port: 80, targetPort: 8080}
  - {name: dns, port: 53, protocol: UDP}
`,
  "svc2.yaml": `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  selector: {app: web}
  ports:
  - {name: https, port: 443}
  - {name: http, port: 80, targetPort: 9090}
`,
  "role1.yaml": `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get]}
- {apiGroups: [""], resources: [services], verbs: [get]}
`,
  "role2.yaml": `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r}
rules:
- {apiGroups: [apps], resources: [deployments], verbs: [get, list]}
`,
  "sa1.yaml": `apiVersion: v1
kind: ServiceAccount
metadata: {name: bot, finalizers: [a.b/c, d.e/f]}
imagePullSecrets: [{name: one}]
secrets: [{name: s1}, {name: s2}]
`,
  "sa2.yaml": `apiVersion: v1
kind: ServiceAccount
metadata: {name: bot, finalizers: [d.e/f]}
secrets: [{name: s2}, {name: s3}]
`,
  "netpol1.yaml": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: np}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
  - from: [{podSelector: {matchLabels: {a: b}}}]
`,
  "netpol2.yaml": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: np}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
`,
  "quota1.yaml": `apiVersion: v1
kind: ResourceQuota
metadata: {name: q}
spec: {hard: {pods: "10", cpu: "1"}}
`,
  "quota2.yaml": `apiVersion: v1
kind: ResourceQuota
metadata: {name: q}
spec: {hard: {pods: 5, memory: 1Gi}}
`,
  "plain1.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: plain}
spec:
  replicas: 0
  selector: {matchLabels: {app: plain}}
  template:
    metadata: {labels: {app: plain}}
    spec:
      containers: [{name: main, image: "a:1"}]
`,
  "plain2.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: plain}
spec:
  replicas: 0
  selector: {matchLabels: {app: plain}}
  strategy: {type: Recreate}
  template:
    metadata: {labels: {app: plain}}
    spec:
      containers: [{name: main, image: "a:1"}]
`,
  "pdb.yaml": `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: pdb}
spec:
  minAvailable: 1
  selector: {matchLabels: {app: plain}}
`,
} as const;

export const applyMergeLines: readonly LinesOf[] = [
  {
    state: "apply-merge",
    lines: [
      { line: "apply -f plain1.yaml", files: { "plain1.yaml": files["plain1.yaml"] } },
      { line: "apply -f plain2.yaml", files: { "plain2.yaml": files["plain2.yaml"] } },
      "get deploy plain -o jsonpath={.spec.strategy}",
      { line: "apply -f plain2.yaml", files: { "plain2.yaml": files["plain2.yaml"] } },
      { line: "apply -f plain1.yaml", files: { "plain1.yaml": files["plain1.yaml"] } },
      "get deploy plain -o jsonpath={.spec.strategy}",
      { line: "apply -f pdb.yaml", files: { "pdb.yaml": files["pdb.yaml"] } },
      { line: "apply -f pdb.yaml", files: { "pdb.yaml": files["pdb.yaml"] } },
      { line: "apply -f d1.yaml", files: { "d1.yaml": files["d1.yaml"] } },
      { line: "apply -f d1.yaml", files: { "d1.yaml": files["d1.yaml"] } },
      { line: "apply -f d2.yaml", files: { "d2.yaml": files["d2.yaml"] } },
      "get deploy web -o yaml",
      { line: "apply -f d2.yaml", files: { "d2.yaml": files["d2.yaml"] } },
      { line: "apply -f d1.yaml", files: { "d1.yaml": files["d1.yaml"] } },
      "get deploy web -o yaml",
      "scale deploy web --replicas=0",
      "set image deploy/web main=other:1",
      "label deploy web extra=yes",
      { line: "apply -f d2.yaml", files: { "d2.yaml": files["d2.yaml"] } },
      "get deploy web -o yaml",
      { line: "apply -f d3.yaml", files: { "d3.yaml": files["d3.yaml"] } },
      "get deploy web -o yaml",
      { line: "apply -f d3.yaml", files: { "d3.yaml": files["d3.yaml"] } },
      { line: "apply -f svc1.yaml", files: { "svc1.yaml": files["svc1.yaml"] } },
      { line: "apply -f svc2.yaml", files: { "svc2.yaml": files["svc2.yaml"] } },
      "get svc web -o jsonpath={.spec.ports[*].name}{.spec.ports[*].targetPort}{.spec.selector}{.spec.type}",
      { line: "apply -f svc1.yaml", files: { "svc1.yaml": files["svc1.yaml"] } },
      "get svc web -o jsonpath={.spec.ports[*].name}{.spec.ports[*].targetPort}{.spec.selector}{.spec.type}",
      { line: "apply -f role1.yaml", files: { "role1.yaml": files["role1.yaml"] } },
      { line: "apply -f role2.yaml", files: { "role2.yaml": files["role2.yaml"] } },
      "get role r -o jsonpath={.rules}",
      { line: "apply -f sa1.yaml", files: { "sa1.yaml": files["sa1.yaml"] } },
      { line: "apply -f sa2.yaml", files: { "sa2.yaml": files["sa2.yaml"] } },
      "get sa bot -o yaml",
      { line: "apply -f netpol1.yaml", files: { "netpol1.yaml": files["netpol1.yaml"] } },
      { line: "apply -f netpol2.yaml", files: { "netpol2.yaml": files["netpol2.yaml"] } },
      "get netpol np -o jsonpath={.spec}",
      { line: "apply -f netpol1.yaml", files: { "netpol1.yaml": files["netpol1.yaml"] } },
      "get netpol np -o jsonpath={.spec}",
      { line: "apply -f quota1.yaml", files: { "quota1.yaml": files["quota1.yaml"] } },
      { line: "apply -f quota2.yaml", files: { "quota2.yaml": files["quota2.yaml"] } },
      "get quota q -o jsonpath={.spec.hard}",
      { line: "apply -f quota2.yaml", files: { "quota2.yaml": files["quota2.yaml"] } },
      'patch sa bot --type=merge -p \'{"metadata":{"finalizers":null}}\'',
    ],
  },
];
