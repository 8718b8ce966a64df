import type { Pod } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject } from "../../src/apiserver/api-server.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { eventTexts, need, pass, pod, smallCluster } from "../support/small-cluster.ts";

const configMap = (name: string, data: Record<string, string>) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "shop" },
  data,
});
const fromMap = (name: string, key: string) => ({ valueFrom: { configMapKeyRef: { name, key } } });
const status = (sim: Simulation, name: string) => need<Pod>(sim, "Pod", name).status;

function afterwards(
  container: Record<string, unknown>,
  seconds: number,
  spec: Record<string, unknown> = {},
): Simulation {
  const sim = smallCluster();
  createObject(sim, pod("p", container, spec));
  pass(sim, seconds);
  return sim;
}

const notFound =
  'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/acme/nope:1": failed to resolve ' +
  'reference "docker.io/acme/nope:1": docker.io/acme/nope:1: not found';

describe("images", () => {
  it("that cannot be pulled are tried again after 10 to 15 s, waiting longer each time", () => {
    const sim = afterwards({ image: "acme/nope:1" }, 3);
    // the status tells of the sync before
    expect(status(sim, "p").containerStatuses?.[0]?.state.waiting).toEqual({
      reason: "ErrImagePull",
      message: notFound,
    });
    pass(sim, 42);
    expect(eventTexts(sim, "p").filter((text) => !text.startsWith("Scheduled"))).toEqual(
      expect.arrayContaining([
        'Pulling x3: Pulling image "acme/nope:1"',
        `Failed x3: Failed to pull image "acme/nope:1": ${notFound}`,
        "Failed x3: Error: ErrImagePull",
        'BackOff x2: Back-off pulling image "acme/nope:1"',
        "Failed x2: Error: ImagePullBackOff",
      ]),
    );
  });

  it("that are there are not pulled, and latest ones always are", () => {
    const sim = afterwards({}, 5);
    expect(eventTexts(sim, "p")).toContain('Pulling: Pulling image "acme/app:1"');
    createObject(sim, pod("q"));
    pass(sim, 5);
    expect(eventTexts(sim, "q")).toContain('Pulled: Container image "acme/app:1" already present on machine');
  });

  it("that may not be pulled, or have no name, say so", () => {
    const never = afterwards({ image: "nope:1", imagePullPolicy: "Never" }, 5);
    expect(eventTexts(never, "p")).toEqual(
      expect.arrayContaining([
        'ErrImageNeverPull x2: Container image "nope:1" is not present with pull policy of Never',
        "Failed x2: Error: ErrImageNeverPull",
      ]),
    );
    expect(status(never, "p").containerStatuses?.[0]?.state.waiting?.reason).toBe("ErrImageNeverPull");
    const bad = afterwards({ image: "A:::b" }, 5);
    expect(status(bad, "p").containerStatuses?.[0]?.state.waiting?.reason).toBe("InvalidImageName");
  });
});

describe("configuration", () => {
  it.each([
    ['configmap "nope" not found', { name: "A", ...fromMap("nope", "a") }],
    ["couldn't find key a in ConfigMap shop/kube-root-ca.crt", { name: "A", ...fromMap("kube-root-ca.crt", "a") }],
    ['secret "nope" not found', { name: "A", valueFrom: { secretKeyRef: { name: "nope", key: "a" } } }],
  ])("that is missing keeps a container from being made: %s", (message, variable) => {
    const sim = afterwards({ env: [variable] }, 5);
    expect(status(sim, "p").containerStatuses?.[0]?.state.waiting).toEqual({
      reason: "CreateContainerConfigError",
      message,
    });
    expect(eventTexts(sim, "p")).toContain(`Failed x2: Error: ${message}`);
  });

  it("reaches the container, with services and references between variables", () => {
    const sim = smallCluster();
    createObject(sim, configMap("m", { a: "1" }));
    const service = { selector: { app: "x" }, ports: [{ name: "http", port: 80 }] };
    createObject(sim, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "my-web", namespace: "shop" },
      spec: { ...service, clusterIP: "10.96.7.7" },
    });
    const env = [
      { name: "A", ...fromMap("m", "a") },
      { name: "B", value: "$(A)-$(MY_WEB_SERVICE_HOST)-$(NOPE)" },
      { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      { name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
    ];
    createObject(sim, pod("p", { env, envFrom: [{ prefix: "X_", configMapRef: { name: "m" } }] }));
    pass(sim, 5);
    const [container] = [...sim.state.runtime.containers.values()].filter(({ podName }) => podName === "p");
    expect(container?.env).toMatchObject({
      A: "1",
      X_a: "1",
      B: "1-10.96.7.7-$(NOPE)",
      NODE: "node-1",
      IP: status(sim, "p").podIP,
      HOSTNAME: "p",
      MY_WEB_PORT: "tcp://10.96.7.7:80",
      MY_WEB_SERVICE_PORT_HTTP: "80",
      KUBERNETES_SERVICE_HOST: "10.96.0.1",
    });
  });
});

describe("volumes", () => {
  it("that cannot be mounted keep the pod creating, and are tried again after 0.5, 1, 2, 4 ... s", () => {
    const volumes = [{ name: "v", configMap: { name: "late" } }];
    const sim = afterwards({ volumeMounts: [{ name: "v", mountPath: "/v" }] }, 32, { volumes });
    expect(eventTexts(sim, "p")).toContain(
      'FailedMount x7: MountVolume.SetUp failed for volume "v" : configmap "late" not found',
    );
    expect(status(sim, "p").containerStatuses?.[0]?.state.waiting).toEqual({ reason: "ContainerCreating" });
    createObject(sim, configMap("late", { a: "1" }));
    pass(sim, 40);
    expect(status(sim, "p").phase).toBe("Running");
  });
});
