"""Plays against the API server whose kubeconfig is the argument; prints what it saw as one line of JSON."""

import json
import sys

from kubernetes import client, config, dynamic, watch
from kubernetes.stream import stream

config.load_kube_config(sys.argv[1])
talker = json.loads(sys.stdin.read())
namespace = talker["metadata"]["namespace"]
core, apps = client.CoreV1Api(), client.AppsV1Api()
seen = {"version": client.VersionApi().get_code().git_version}

core.create_namespace({"metadata": {"name": namespace}})
apps.create_namespaced_deployment(namespace, talker)
watcher, pod, types = watch.Watch(), None, []
for event in watcher.stream(core.list_namespaced_pod, namespace, timeout_seconds=40):
    types.append(event["type"])
    pod = event["object"]
    if pod.status.phase == "Running":
        watcher.stop()
seen["events"] = types[:2]
seen["exec"] = stream(
    core.connect_get_namespaced_pod_exec,
    pod.metadata.name,
    namespace,
    command=["/busybox", "echo", "hello"],
    stdout=True,
    stderr=True,
    stdin=False,
    tty=False,
)
apps.patch_namespaced_deployment_scale("talker", namespace, {"spec": {"replicas": 3}})
seen["scale"] = apps.read_namespaced_deployment_scale("talker", namespace).spec.replicas
page = core.list_config_map_for_all_namespaces(limit=1)
seen["page"] = [len(page.items), page.metadata._continue is not None]
dynamic_client = dynamic.DynamicClient(client.ApiClient())
deployments = dynamic_client.resources.get(api_version="apps/v1", kind="Deployment")
seen["dynamic"] = deployments.get(name="talker", namespace=namespace).spec.replicas
try:
    core.read_namespaced_pod("nope", namespace)
except client.ApiException as error:
    seen["missing"] = [error.status, json.loads(error.body)["message"]]
core.delete_namespace(namespace)
print(json.dumps(seen))
