/**
 * Probes: of every kind, what they say, what comes of it.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario } from "../scenario.ts";
import { container, pod, script } from "./manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

function shell(text: string): Fields {
  return { exec: { command: ["/busybox", "sh", "-c", text] } };
}

/** A pod whose container waits, with probes. */
function probed(name: string, probes: Fields): Manifest {
  return pod(name, { containers: [container(probes)] });
}

/** A pod that serves the file `/www/ok` (and `/www/folder/`) over HTTP on 8080. */
function web(name: string, probes: Fields): Manifest {
  const text = "mkdir -p /www/folder; echo fine > /www/ok; exec /busybox httpd -f -p 8080 -h /www";
  return pod(name, { containers: [script(text, { ports: [{ name: "http", containerPort: 8080 }], ...probes })] });
}

export const probes: readonly Scenario[] = [
  {
    name: "probes-readiness-comes",
    title: "A container becomes ready when its probe finds a file, and unready when that is gone",
    seconds: 35,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("file", {
            containers: [
              script("sleep 6; echo 1 > /tmp/ready; sleep 8; rm /tmp/ready; sleep 3600", {
                readinessProbe: { exec: { command: ["/busybox", "cat", "/tmp/ready"] }, periodSeconds: 2 },
              }),
            ],
          }),
        ],
      },
    ],
  },
  {
    name: "probes-liveness-restarts",
    title: "A container whose liveness probe fails three times is started again",
    seconds: 40,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [probed("dead", { livenessProbe: { ...shell("echo no life; exit 1"), periodSeconds: 4 } })],
      },
    ],
  },
  {
    name: "probes-liveness-grace",
    title: "A probe's own grace period is what the container gets when it fails",
    seconds: 28,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("slow", {
            terminationGracePeriodSeconds: 30,
            containers: [
              container({
                livenessProbe: {
                  ...shell("exit 1"),
                  periodSeconds: 2,
                  failureThreshold: 2,
                  terminationGracePeriodSeconds: 5,
                },
              }),
            ],
          }),
        ],
      },
      { at: 20, do: "delete", target: { kind: "pod", name: "slow" }, options: { gracePeriodSeconds: 1 } },
    ],
  },
  {
    name: "probes-startup",
    title: "Other probes wait for the startup probe",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("late", {
            containers: [
              script("sleep 7; echo 1 > /tmp/up; sleep 3600", {
                startupProbe: { exec: { command: ["/busybox", "test", "-e", "/tmp/up"] }, periodSeconds: 2 },
                livenessProbe: { exec: { command: ["/busybox", "test", "-e", "/tmp/up"] }, periodSeconds: 1 },
                readinessProbe: { exec: { command: ["/busybox", "test", "-e", "/tmp/up"] }, periodSeconds: 3 },
              }),
            ],
          }),
        ],
      },
    ],
  },
  {
    name: "probes-startup-fails",
    title: "A container whose startup probe gives up is started again",
    seconds: 30,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [probed("never", { startupProbe: { ...shell("exit 1"), periodSeconds: 3, failureThreshold: 2 } })],
      },
    ],
  },
  {
    name: "probes-startup-fails-never",
    title: "Under the policy Never a failed startup probe is the end of the pod",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("never", {
            restartPolicy: "Never",
            containers: [container({ startupProbe: { ...shell("exit 1"), periodSeconds: 2, failureThreshold: 2 } })],
          }),
        ],
      },
    ],
  },
  {
    name: "probes-http",
    title: "HTTP probes: a page, a missing page, a redirect, a port where nobody listens",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          web("fine", { readinessProbe: { httpGet: { path: "/ok", port: "http" }, periodSeconds: 5 } }),
          web("missing", { readinessProbe: { httpGet: { path: "/absent", port: 8080 }, periodSeconds: 5 } }),
          web("redirect", { readinessProbe: { httpGet: { path: "/folder", port: 8080 }, periodSeconds: 5 } }),
          web("port", { readinessProbe: { httpGet: { path: "/ok", port: 8081 }, periodSeconds: 5 } }),
        ],
      },
    ],
  },
  {
    name: "probes-http-scheme",
    title: "A probe by HTTPS of a server that speaks HTTP",
    seconds: 16,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          web("secure", {
            readinessProbe: { httpGet: { path: "/ok", port: 8080, scheme: "HTTPS" }, periodSeconds: 5 },
          }),
          web("named", { readinessProbe: { httpGet: { path: "/ok", port: "admin" }, periodSeconds: 5 } }),
        ],
      },
    ],
  },
  {
    name: "probes-tcp",
    title: "TCP probes of an open and of a closed port",
    seconds: 16,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          web("open", { readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 5 } }),
          web("closed", { readinessProbe: { tcpSocket: { port: 9 }, periodSeconds: 5 } }),
        ],
      },
    ],
  },
  {
    name: "probes-grpc",
    title: "gRPC probes of a port where nobody listens, and of a server that speaks something else",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          web("other", { readinessProbe: { grpc: { port: 8080 }, periodSeconds: 5 } }),
          web("closed", { readinessProbe: { grpc: { port: 9 }, periodSeconds: 5, timeoutSeconds: 2 } }),
        ],
      },
    ],
  },
  {
    name: "probes-exec",
    title: "Commands of probes that print, that take too long, that are not there",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          probed("prints", { readinessProbe: { ...shell("echo out; echo err >&2; exit 7"), periodSeconds: 6 } }),
          probed("slow", { readinessProbe: { ...shell("sleep 5"), periodSeconds: 6, timeoutSeconds: 2 } }),
          probed("absent", { readinessProbe: { exec: { command: ["check"] }, periodSeconds: 6 } }),
        ],
      },
    ],
  },
  {
    name: "probes-thresholds",
    title: "A probe begins after its delay and counts its successes",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          probed("counts", {
            readinessProbe: { ...shell("exit 0"), initialDelaySeconds: 4, periodSeconds: 3, successThreshold: 3 },
          }),
        ],
      },
    ],
  },
  {
    name: "probes-deleted",
    title: "A pod that is deleted is probed for readiness until its containers are down, and not restarted",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("going", {
            terminationGracePeriodSeconds: 8,
            containers: [
              script("echo 1 > /tmp/up; trap 'rm /tmp/up' TERM; while true; do sleep 1; done", {
                livenessProbe: { exec: { command: ["/busybox", "cat", "/tmp/up"] }, periodSeconds: 2 },
                readinessProbe: { exec: { command: ["/busybox", "cat", "/tmp/up"] }, periodSeconds: 2 },
              }),
            ],
          }),
        ],
      },
      { at: 8, do: "delete", target: { kind: "pod", name: "going" } },
    ],
  },
];
