/**
 * The metrics that Prometheus has of a cluster, with what each one measures: cAdvisor's, kube-state-metrics' and those of requests.
 * @module
 */

/** Whether a value only grows, is a level, or is part of a histogram. */
export type MetricKind = "counter" | "gauge" | "histogram";

/** What a metric measures; the unit is in UCUM, as OpenTelemetry writes units. */
export interface MetricDescription {
  readonly kind: MetricKind;
  readonly unit: string;
}

function all(kind: MetricKind, unit: string, names: readonly string[]): [string, MetricDescription][] {
  const description = Object.freeze({ kind, unit });
  return names.map((name) => [name, description]);
}

/** cAdvisor's metrics of containers, in the order AIOpsLab lists them; a kubelet answers them at `/metrics/cadvisor`. */
export const cadvisorMetrics: ReadonlyMap<string, MetricDescription> = new Map([
  ...all("counter", "s", [
    "container_cpu_usage_seconds_total",
    "container_cpu_user_seconds_total",
    "container_cpu_system_seconds_total",
    "container_cpu_cfs_throttled_seconds_total",
  ]),
  ...all("counter", "{period}", ["container_cpu_cfs_throttled_periods_total", "container_cpu_cfs_periods_total"]),
  ...all("gauge", "{task}", ["container_cpu_load_average_10s"]),
  ...all("gauge", "By", [
    "container_memory_cache",
    "container_memory_usage_bytes",
    "container_memory_working_set_bytes",
    "container_memory_rss",
    "container_memory_mapped_file",
  ]),
  ...all("gauge", "us", ["container_spec_cpu_period", "container_spec_cpu_quota"]),
  ...all("gauge", "By", ["container_spec_memory_limit_bytes"]),
  ...all("gauge", "{share}", ["container_spec_cpu_shares"]),
  ...all("gauge", "{thread}", ["container_threads", "container_threads_max"]),
  ...all("counter", "By", ["container_network_receive_bytes_total", "container_network_transmit_bytes_total"]),
  ...all("counter", "{packet}", [
    "container_network_receive_packets_total",
    "container_network_transmit_packets_total",
    "container_network_receive_packets_dropped_total",
    "container_network_transmit_packets_dropped_total",
  ]),
  ...all("counter", "{error}", ["container_network_receive_errors_total", "container_network_transmit_errors_total"]),
  ...all("counter", "{event}", ["container_oom_events_total"]),
  ...all("gauge", "s", ["container_start_time_seconds"]),
]);

/** kube-state-metrics' metrics of objects: 0 or 1 for a state, else a number of something. */
export const kubeStateMetrics: ReadonlyMap<string, MetricDescription> = new Map([
  ...all("gauge", "1", [
    "kube_pod_info",
    "kube_pod_status_phase",
    "kube_pod_status_ready",
    "kube_pod_status_unschedulable",
    "kube_pod_container_status_ready",
    "kube_pod_container_status_running",
    "kube_pod_container_status_waiting_reason",
    "kube_pod_container_status_terminated_reason",
    "kube_pod_container_status_last_terminated_reason",
    "kube_pod_container_status_last_terminated_exitcode",
    "kube_deployment_status_condition",
    "kube_node_status_condition",
    "kube_node_spec_taint",
    "kube_endpoint_address",
    "kube_endpointslice_endpoints",
    "kube_persistentvolumeclaim_status_phase",
  ]),
  ...all("counter", "{restart}", ["kube_pod_container_status_restarts_total"]),
  // The label `unit` says which: cores or bytes.
  ...all("gauge", "1", [
    "kube_pod_container_resource_requests",
    "kube_pod_container_resource_limits",
    "kube_resourcequota",
  ]),
  ...all("gauge", "{pod}", [
    "kube_deployment_spec_replicas",
    "kube_deployment_status_replicas",
    "kube_deployment_status_replicas_available",
    "kube_deployment_status_replicas_unavailable",
    "kube_deployment_status_replicas_updated",
    "kube_deployment_status_replicas_ready",
    "kube_horizontalpodautoscaler_status_current_replicas",
    "kube_horizontalpodautoscaler_status_desired_replicas",
  ]),
]);

/** Requests: the span metrics of OpenTelemetry's connector, and those of its semantic conventions. */
export const requestMetrics: ReadonlyMap<string, MetricDescription> = new Map([
  ...all("counter", "{call}", ["traces_span_metrics_calls_total"]),
  ...all("histogram", "ms", [
    "traces_span_metrics_duration_milliseconds_bucket",
    "traces_span_metrics_duration_milliseconds_sum",
    "traces_span_metrics_duration_milliseconds_count",
  ]),
  ...all("histogram", "s", ["http.server.request.duration", "rpc.server.call.duration"]),
  ...all("histogram", "ms", ["rpc.server.duration"]),
  ...all("gauge", "{message}", ["kafka.consumer_group.lag"]),
]);

/** All of the above. */
export const metricDescriptions: ReadonlyMap<string, MetricDescription> = new Map([
  ...cadvisorMetrics,
  ...kubeStateMetrics,
  ...requestMetrics,
]);
