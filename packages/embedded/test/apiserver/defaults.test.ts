import { describe, expect, it } from "vitest";
import { createObject, patchObject } from "../../src/apiserver/api-server.ts";
import { deployment, pod, service, smallCluster } from "../support/small-cluster.ts";

// Expected objects are what `kubectl get -o yaml` showed on Kubernetes 1.34.4.
describe("defaults", () => {
  it("complete a deployment", () => {
    const sim = smallCluster();
    const { spec, status, metadata } = createObject(
      sim,
      deployment("d", {
        image: "acme/app",
        ports: [{ containerPort: 80 }],
        livenessProbe: { httpGet: { port: 80 }, periodSeconds: 300 },
        resources: { limits: { memory: "0.5Gi" } },
      }),
    );
    expect(metadata.generation).toBe(1);
    expect(status).toEqual({});
    expect(spec).toEqual({
      progressDeadlineSeconds: 600,
      replicas: 1,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: "d" } },
      strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" }, type: "RollingUpdate" },
      template: {
        metadata: { labels: { app: "d" } },
        spec: {
          containers: [
            {
              name: "c",
              image: "acme/app",
              imagePullPolicy: "Always",
              livenessProbe: {
                failureThreshold: 3,
                httpGet: { path: "/", port: 80, scheme: "HTTP" },
                periodSeconds: 300,
                successThreshold: 1,
                timeoutSeconds: 1,
              },
              ports: [{ containerPort: 80, protocol: "TCP" }],
              resources: { limits: { memory: "512Mi" } },
              terminationMessagePath: "/dev/termination-log",
              terminationMessagePolicy: "File",
            },
          ],
          dnsPolicy: "ClusterFirst",
          restartPolicy: "Always",
          schedulerName: "default-scheduler",
          securityContext: {},
          terminationGracePeriodSeconds: 30,
        },
      },
    });
  });

  it("complete a pod, its token and its class of service", () => {
    const sim = smallCluster();
    const created = createObject(sim, pod("p", { resources: { limits: { memory: "50Mi" } } }));
    const { spec, status } = created as unknown as { spec: Record<string, unknown>; status: unknown };
    expect(status).toEqual({ phase: "Pending", qosClass: "Burstable" });
    const name = (spec["volumes"] as { name: string }[])[0]?.name;
    expect(name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    expect(spec).toMatchObject({
      enableServiceLinks: true,
      preemptionPolicy: "PreemptLowerPriority",
      priority: 0,
      serviceAccount: "default",
      serviceAccountName: "default",
      tolerations: [
        { effect: "NoExecute", key: "node.kubernetes.io/not-ready", operator: "Exists", tolerationSeconds: 300 },
        { effect: "NoExecute", key: "node.kubernetes.io/unreachable", operator: "Exists", tolerationSeconds: 300 },
      ],
      containers: [
        {
          resources: { limits: { memory: "50Mi" }, requests: { memory: "50Mi" } },
          volumeMounts: [{ mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", name, readOnly: true }],
        },
      ],
    });
  });

  it("complete a service", () => {
    const sim = smallCluster();
    const { spec, status } = createObject(sim, service("s", { ports: [{ port: 80 }] }));
    expect(status).toEqual({ loadBalancer: {} });
    expect(spec).toMatchObject({
      internalTrafficPolicy: "Cluster",
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      ports: [{ port: 80, protocol: "TCP", targetPort: 80 }],
      selector: { app: "s" },
      sessionAffinity: "None",
      type: "ClusterIP",
    });
    expect((spec as { clusterIP: string }).clusterIP).toMatch(/^10\.96\.\d+\.\d+$/);
  });

  it("turn a secret's texts into base64", () => {
    const sim = smallCluster();
    const metadata = { name: "s", namespace: "shop" };
    const secret = createObject(sim, { apiVersion: "v1", kind: "Secret", metadata, stringData: { a: "b" } });
    expect(secret).toMatchObject({ type: "Opaque", data: { a: "Yg==" } });
    expect(secret["stringData"]).toBeUndefined();
  });

  it("count generations by what is wanted, and write nothing when nothing changes", () => {
    const sim = smallCluster();
    const made = createObject(sim, deployment("d"));
    const ref = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "d" };
    const labeled = patchObject(sim, ref, { type: "merge", body: { metadata: { labels: { a: "b" } } } });
    expect(labeled.metadata.generation).toBe(1);
    const scaled = patchObject(sim, ref, { type: "merge", body: { spec: { replicas: 3 } } });
    expect(scaled.metadata.generation).toBe(2);
    const same = patchObject(sim, ref, { type: "merge", body: { spec: { replicas: 3 } } });
    expect(same.metadata.resourceVersion).toBe(scaled.metadata.resourceVersion);
    expect(same.metadata.uid).toBe(made.metadata.uid);
  });

  it("take chaos objects as they are", () => {
    const sim = smallCluster();
    const chaos = createObject(sim, {
      apiVersion: "chaos-mesh.org/v1alpha1",
      kind: "NetworkChaos",
      metadata: { name: "n", namespace: "shop" },
      spec: { action: "delay", mode: "all", selector: { namespaces: ["none"] }, delay: { latency: "1ms" } },
    });
    expect(chaos.spec).toMatchObject({ action: "delay", delay: { latency: "1ms" } });
  });
});
