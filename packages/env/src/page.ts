/**
 * The page: what wakes an on-call engineer. Alerts come from rules over what the cluster shows, as a monitoring system's would.
 * In detection problems there is a user's report only, the same with and without a fault: finding out is the task.
 * @module
 */
import type { Application, RunningApplication } from "@aiops-gym/application";
import { type Deployment, microsPerSecond, type Pod, toRfc3339 } from "@aiops-gym/cluster";
import type { TaskKind } from "@aiops-gym/problems";

/** One alert, with Prometheus Alertmanager's names. */
export interface Alert {
  readonly alertname: string;
  readonly severity: "critical" | "warning" | "info";
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly startsAt: string;
}

/** What arrives on the pager. */
export interface Page {
  readonly alerts: readonly Alert[];
  readonly text: string;
}

/** Thresholds of the rules; those of the request rules are what users of these applications notice. */
export const alertThresholds = {
  /** Seconds of traffic that request rules look at. */
  windowSeconds: 60,
  errorRatio: 0.05,
  p99Seconds: 1,
  crashLoopRestarts: 1,
} as const;

/** Looks at the cluster and writes the page. */
export async function composePage(running: RunningApplication, task: TaskKind): Promise<Page> {
  const { application, cluster } = running;
  const now = cluster.clock.now();
  const report = `A user of ${application.title} reports that it may not work as it should. Please look into it.`;
  const reported: Alert = {
    alertname: "UserReport",
    severity: "info",
    labels: { application: application.name, namespace: application.namespace },
    summary: report,
    startsAt: toRfc3339(now),
  };
  const alerts = task === "detection" ? [reported] : [...(await firingAlerts(running)), reported];
  const text = alerts
    .map((alert) => `[${alert.severity}] ${alert.alertname}: ${alert.summary} (since ${alert.startsAt})`)
    .join("\n");
  return { alerts, text };
}

async function firingAlerts(running: RunningApplication): Promise<Alert[]> {
  const { application } = running;
  return [
    ...(await requestAlerts(running)),
    ...(await deploymentAlerts(running, application)),
    ...(await podAlerts(running, application)),
  ];
}

async function requestAlerts(running: RunningApplication): Promise<Alert[]> {
  const { cluster, application } = running;
  const now = cluster.clock.now();
  const window = { startUnixMicros: now - alertThresholds.windowSeconds * microsPerSecond, endUnixMicros: now };
  const alerts: Alert[] = [];
  for (const stats of await running.workloadStats(window)) {
    if (stats.requests === 0) continue;
    const labels = {
      namespace: application.namespace,
      service: application.workload.entry.service,
      request: stats.type,
    };
    const errorRatio = 1 - stats.successes / stats.requests;
    if (errorRatio > alertThresholds.errorRatio) {
      alerts.push({
        alertname: "HighRequestErrorRate",
        severity: "critical",
        labels,
        summary: `${(errorRatio * 100).toFixed(0)}% of ${stats.type} requests to ${labels.service} failed in the last minute.`,
        startsAt: toRfc3339(now),
      });
    }
    const p99Seconds = stats.p99Micros / microsPerSecond;
    if (p99Seconds > alertThresholds.p99Seconds) {
      alerts.push({
        alertname: "HighRequestLatency",
        severity: "warning",
        labels,
        summary: `The 99th percentile of ${stats.type} requests to ${labels.service} is ${p99Seconds.toFixed(1)} s.`,
        startsAt: toRfc3339(now),
      });
    }
  }
  return alerts;
}

async function deploymentAlerts({ cluster }: RunningApplication, application: Application): Promise<Alert[]> {
  const { items } = await cluster.api.list<Deployment>({
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace: application.namespace,
  });
  const alerts: Alert[] = [];
  for (const { metadata, spec, status } of items) {
    const available = status.availableReplicas ?? 0;
    if (available >= spec.replicas) continue;
    alerts.push({
      alertname: "KubeDeploymentReplicasMismatch",
      severity: "warning",
      labels: { namespace: application.namespace, deployment: metadata.name },
      summary: `Deployment ${metadata.name} has ${available} of ${spec.replicas} replicas available.`,
      startsAt: toRfc3339(cluster.clock.now()),
    });
  }
  return alerts;
}

async function podAlerts({ cluster }: RunningApplication, application: Application): Promise<Alert[]> {
  const { items } = await cluster.api.list<Pod>({ apiVersion: "v1", kind: "Pod", namespace: application.namespace });
  const alerts: Alert[] = [];
  for (const { metadata, status } of items) {
    for (const container of status.containerStatuses ?? []) {
      const labels = { namespace: application.namespace, pod: metadata.name, container: container.name };
      const startsAt = toRfc3339(cluster.clock.now());
      if (container.state.waiting?.reason === "CrashLoopBackOff") {
        const summary = `Container ${container.name} of pod ${metadata.name} is crash looping (${container.restartCount} restarts).`;
        alerts.push({ alertname: "KubePodCrashLooping", severity: "warning", labels, summary, startsAt });
      } else if (!container.ready && status.phase !== "Succeeded") {
        const summary = `Container ${container.name} of pod ${metadata.name} is not ready.`;
        alerts.push({ alertname: "KubePodNotReady", severity: "warning", labels, summary, startsAt });
      }
    }
    if (status.phase === "Pending" && (status.containerStatuses ?? []).length === 0) {
      alerts.push({
        alertname: "KubePodNotReady",
        severity: "warning",
        labels: { namespace: application.namespace, pod: metadata.name },
        summary: `Pod ${metadata.name} is pending.`,
        startsAt: toRfc3339(cluster.clock.now()),
      });
    }
  }
  return alerts;
}
