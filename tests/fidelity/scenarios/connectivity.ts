/**
 * What programs in pods get: names, services, refusals, silence; exec and logs.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario, ScenarioStep } from "../scenario.ts";
import { deployment, pod, script, service } from "./manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Serves its pod's name on port 8080. */
const server = script("hostname > /tmp/index.html; exec httpd -f -p 8080 -h /tmp");

/** A pod that serves, labelled `app: web` unless told otherwise. */
function web(name = "web", labels: Fields = { app: "web" }, spec: Fields = {}): Manifest {
  return pod(name, { containers: [server], ...spec }, { labels });
}

/** A program run by the pod `client`. */
function run(at: number, ...command: string[]): ScenarioStep {
  return { at, do: "exec", pod: { kind: "pod", name: "client" }, command: ["/busybox", ...command] };
}

/** A shell script run by the pod `client`; what it says of its failures is part of the output. */
function shell(at: number, text: string): ScenarioStep {
  return run(at, "sh", "-c", `exec 2>&1; ${text}`);
}

/** A server that runs a script for each connection to port 8080, beside another script. */
function nc(answer: string, main: string): Fields {
  return script(`nc -ll -p 8080 -e /busybox sh -c "${answer}" & ${main}`);
}

/** A pod with a server that answers by a script. */
function says(name: string, answer: string): Manifest {
  return pod(name, { containers: [nc(answer, "wait")] }, { labels: { app: name } });
}

/** A pod that ends with its program. */
function ends(name: string, command: readonly string[], fields: Fields = {}): Manifest {
  return pod(name, { restartPolicy: "Never", containers: [{ name: "main", image: "$IMAGE", command, ...fields }] });
}

const small: Fields = { resources: { limits: { memory: "50Mi" } } };

const entryPoint = pod("entry-point", {
  restartPolicy: "Never",
  containers: [{ name: "main", image: "$IMAGE", args: ["echo", "args"] }],
});

const noImage = pod("no-image", {
  containers: [{ name: "main", image: "docker.io/library/nosuch-image:1", command: ["/busybox", "true"] }],
});

/** The logs of pods, one after the other. */
function logsOf(at: number, ...names: string[]): readonly ScenarioStep[] {
  return names.map((name, index) => ({ at: at + index, do: "logs", pod: { kind: "pod", name } }));
}

export const connectivity: readonly Scenario[] = [
  {
    name: "connect-service",
    title: "A service that answers: by its short name, with its namespace, fully qualified",
    seconds: 20,
    steps: [
      { at: 0, do: "create", objects: [web(), pod("client"), service("web")] },
      run(8, "wget", "-q", "-O-", "http://web/"),
      run(8.5, "wget", "-O-", "http://web.$NS/"),
      run(9, "wget", "-q", "-O-", "http://web.$NS.svc.cluster.local/"),
      run(9.5, "wget", "-q", "-O-", "http://web.$NS.svc.cluster.local./"),
      run(10, "wget", "http://web/", "-O", "/dev/null"),
      run(10.5, "wget", "--spider", "http://web:80/"),
      run(11, "wget", "-q", "-O-", "http://web/nope"),
      run(11.5, "nc", "web", "80"),
      shell(12, "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc web 80 | grep -v -e Date -e Modified -e ETag"),
      shell(12.5, "wget http://web/ && cat index.html; wget http://web/; echo $?"),
    ],
  },
  {
    name: "connect-no-endpoints",
    title: "A service whose selector matches nothing, and one whose pods are not ready: refused at the second packet",
    seconds: 30,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("client"),
          service("nobody"),
          service("unready"),
          pod(
            "unready",
            {
              containers: [
                { ...server, readinessProbe: { exec: { command: ["/busybox", "false"] }, periodSeconds: 100 } },
              ],
            },
            { labels: { app: "unready" } },
          ),
        ],
      },
      run(8, "wget", "-q", "-O-", "http://nobody/"),
      run(11, "wget", "-O-", "http://unready/"),
      run(14, "nc", "-w", "3", "nobody", "80"),
      run(17, "timeout", "1", "wget", "-q", "-O-", "http://nobody/"),
      shell(20, "for i in 1 2 3; do wget -q -O- http://nobody/; done"),
    ],
  },
  {
    name: "connect-wrong-port",
    title: "A service leads to a port on which nobody listens; another names a port that no container has",
    seconds: 22,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          web(),
          pod("client"),
          service("wrong", { selector: { app: "web" }, ports: [{ port: 80, targetPort: 9999 }] }),
          service("nameless", { selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] }),
        ],
      },
      run(8, "wget", "-q", "-O-", "http://wrong/"),
      run(10, "nc", "-w", "2", "wrong", "80"),
      run(13, "wget", "-q", "-O-", "http://nameless/"),
      { at: 16, do: "get", target: { kind: "endpoints", name: "nameless" } },
    ],
  },
  {
    name: "connect-named-port",
    title: "A service whose target port is the name of a container's port",
    seconds: 18,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          web("web", { app: "web" }, { containers: [{ ...server, ports: [{ name: "http", containerPort: 8080 }] }] }),
          pod("client"),
          service("web", { ports: [{ port: 80, targetPort: "http" }] }),
        ],
      },
      run(8, "wget", "-q", "-O-", "http://web/"),
      run(10, "wget", "-q", "-O-", "http://web:80/"),
    ],
  },
  {
    name: "connect-names",
    title: "What names stand for: services, none, those of another namespace",
    seconds: 24,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [pod("client"), service("web"), service("headless", { clusterIP: "None" })],
      },
      run(8, "nslookup", "-type=a", "web.$NS.svc.cluster.local"),
      run(8.5, "nslookup", "-type=a", "web.$NS.svc.cluster.local."),
      run(9, "nslookup", "-type=a", "nosuch.$NS.svc.cluster.local"),
      run(9.5, "nslookup", "-type=a", "headless.$NS.svc.cluster.local"),
      run(10, "nslookup", "-type=a", "kubernetes.default.svc.cluster.local"),
      run(10.5, "nslookup", "-type=a", "web.nosuch.svc.cluster.local"),
      shell(11, "nslookup web | sort -u"),
      shell(11.5, "nslookup nosuch | sort"),
      shell(12, "nslookup web.$NS.svc.cluster.local | sort -u"),
      run(12.5, "wget", "-q", "-O-", "http://nosuch/"),
      run(13, "wget", "-q", "-O-", "http://web.default/"),
      run(13.5, "wget", "-O-", "http://web.nosuch.svc.cluster.local/"),
      run(14, "nc", "nosuch", "80"),
      run(14.5, "ping", "-c", "1", "nosuch"),
      run(15, "wget", "-q", "-O-", "http://headless/"),
      run(15.5, "nslookup", "-type=srv", "_http._tcp.web.$NS.svc.cluster.local"),
      shell(16, "cat /etc/resolv.conf; grep -c . /etc/hosts; hostname; cat /etc/hostname"),
    ],
  },
  {
    name: "connect-name-comes-and-goes",
    title: "A name that was asked for before its service is there, and after it is gone",
    seconds: 36,
    steps: [
      { at: 0, do: "create", objects: [pod("client")] },
      run(6, "nslookup", "-type=a", "late.$NS.svc.cluster.local"),
      { at: 7, do: "create", objects: [service("late")] },
      run(8.5, "nslookup", "-type=a", "late.$NS.svc.cluster.local"),
      run(14, "nslookup", "-type=a", "late.$NS.svc.cluster.local"),
      { at: 15, do: "delete", target: { kind: "service", name: "late" } },
      run(16.5, "nslookup", "-type=a", "late.$NS.svc.cluster.local"),
      run(24, "nslookup", "-type=a", "late.$NS.svc.cluster.local"),
    ],
  },
  {
    name: "connect-headless",
    title: "A headless service: addresses of its pods, names of pods with a hostname and a subdomain",
    seconds: 24,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          service("peers", { clusterIP: "None" }),
          web("one", { app: "peers" }, { hostname: "alpha", subdomain: "peers" }),
          pod("client"),
        ],
      },
      { at: 3, do: "create", objects: [web("two", { app: "peers" })] },
      run(8, "wget", "-q", "-O-", "http://alpha.peers:8080/"),
      run(9, "wget", "-q", "-O-", "http://alpha.peers.$NS.svc.cluster.local:8080/"),
      run(10, "nslookup", "-type=a", "alpha.peers.$NS.svc.cluster.local"),
      run(11, "nslookup", "-type=a", "two.peers.$NS.svc.cluster.local"),
      shell(12, "nslookup -type=a peers.$NS.svc.cluster.local | sort"),
      // the service's port leads nowhere: there is no proxy in between
      run(13, "wget", "-q", "-O-", "http://alpha.peers/"),
      {
        at: 14,
        do: "exec",
        pod: { kind: "pod", name: "one" },
        command: ["/busybox", "sh", "-c", "hostname; hostname -f; grep peers /etc/hosts | wc -l"],
      },
      shell(
        15,
        "wget -q -O- http://peers:8080/ | grep -c .; nslookup -type=a peers.$NS.svc.cluster.local | grep -c Name",
      ),
    ],
  },
  {
    name: "connect-unready-peers",
    title: "A headless service leaves out pods that are not ready, unless it publishes them",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          service("peers", { clusterIP: "None", selector: { app: "sick" } }),
          service("all", { clusterIP: "None", selector: { app: "sick" }, publishNotReadyAddresses: true }),
          service("front", { selector: { app: "sick" }, publishNotReadyAddresses: true }),
          pod(
            "sick",
            {
              containers: [
                { ...server, readinessProbe: { exec: { command: ["/busybox", "false"] }, periodSeconds: 100 } },
              ],
            },
            { labels: { app: "sick" } },
          ),
          pod("client"),
        ],
      },
      run(8, "nslookup", "-type=a", "peers.$NS.svc.cluster.local"),
      run(9, "nslookup", "-type=a", "all.$NS.svc.cluster.local"),
      run(10, "wget", "-q", "-O-", "http://all:8080/"),
      run(11, "wget", "-q", "-O-", "http://front/"),
      run(12, "wget", "-q", "-O-", "http://peers:8080/"),
    ],
  },
  {
    name: "connect-not-listening",
    title: "A process that listens late: refused at once, then answered",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("late", { containers: [script("sleep 14; exec httpd -f -p 8080 -h /etc")] }, { labels: { app: "late" } }),
          service("late"),
          service("late-pods", { clusterIP: "None", selector: { app: "late" } }),
          pod("client"),
        ],
      },
      run(6, "wget", "-q", "-O-", "http://late/hostname"),
      run(7, "wget", "-q", "-O-", "http://late-pods:8080/hostname"),
      run(8, "nc", "-w", "2", "late", "80"),
      run(19, "wget", "-q", "-O-", "http://late/hostname"),
    ],
  },
  {
    name: "connect-pod-gone",
    title:
      "A pod that was deleted: its address is silent for those who knew it, unreachable for others, its service refuses",
    seconds: 45,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          web("known", { app: "known" }),
          web("stranger", { app: "stranger" }),
          service("known"),
          service("stranger"),
          pod("client"),
        ],
      },
      shell(
        7,
        "nslookup -type=a known.$NS.svc.cluster.local >/dev/null; wget -q -O- http://known/; hostname > /tmp/me; cat /tmp/me",
      ),
      { at: 10, do: "delete", target: { kind: "pod", name: "known" } },
      { at: 10, do: "delete", target: { kind: "pod", name: "stranger" } },
      run(16, "wget", "-q", "-O-", "http://known/"),
      run(19, "wget", "-q", "-O-", "http://stranger/"),
      run(23, "nc", "-w", "2", "stranger", "80"),
      // an address that nobody has
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
      shell(27, "ip=$(hostname -i); nc ${ip%.*}.254 80; echo $?"),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
      shell(33, "ip=$(hostname -i); nc -w 1 ${ip%.*}.253 80; echo $?"),
    ],
  },
  {
    name: "connect-address-gone",
    title:
      "The address of a pod that was deleted: silence for a client that talked to it, no route for one that did not",
    seconds: 40,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          service("peers", { clusterIP: "None" }),
          web("known", { app: "peers" }, { hostname: "known", subdomain: "peers" }),
          pod("client"),
        ],
      },
      {
        at: 3,
        do: "create",
        objects: [web("stranger", { app: "peers" }, { hostname: "stranger", subdomain: "peers" })],
      },
      shell(
        8,
        [
          "for i in known stranger; do nslookup -type=a $i.peers.$NS.svc.cluster.local | tail -n 2 | grep Address | sed 's/Address: //' > /tmp/$i; done",
          "nc $(cat /tmp/known) 8080; echo $?",
        ].join("; "),
      ),
      { at: 10, do: "delete", target: { kind: "pod", name: "known" } },
      { at: 13, do: "delete", target: { kind: "pod", name: "stranger" } },
      shell(17, "nc -w 5 $(cat /tmp/known) 8080; echo $?"),
      shell(25, "nc $(cat /tmp/stranger) 8080; echo $?"),
    ],
  },
  {
    name: "connect-rollout-moves-port",
    title: "A rollout moves the port; the service still leads to the old one",
    seconds: 34,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [deployment("web", {}, { containers: [server] }), service("web"), pod("client")],
      },
      shell(8, "wget -q -O- http://web/ | wc -l"),
      {
        at: 10,
        do: "patch",
        target: { kind: "deployment", name: "web" },
        patch: {
          type: "merge",
          body: {
            spec: {
              template: {
                spec: { containers: [script("hostname > /tmp/index.html; exec httpd -f -p 9090 -h /tmp")] },
              },
            },
          },
        },
      },
      run(20, "wget", "-q", "-O-", "http://web/"),
      {
        at: 22,
        do: "patch",
        target: { kind: "service", name: "web" },
        patch: { type: "json", operations: [{ op: "replace", path: "/spec/ports/0/targetPort", value: 9090 }] },
      },
      shell(27, "wget -q -O- http://web/ | wc -l"),
    ],
  },
  {
    name: "connect-node-port",
    title: "A node port from inside of a pod, and a port of the node that nobody has",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          web(),
          service("web", { type: "NodePort", ports: [{ port: 80, targetPort: 8080, nodePort: 30953 }] }),
          service("empty", {
            type: "NodePort",
            selector: { app: "empty" },
            ports: [{ port: 80, targetPort: 8080, nodePort: 30954 }],
          }),
          pod("client", {
            containers: [
              {
                name: "main",
                image: "$IMAGE",
                command: ["/busybox", "sleep", "3600"],
                env: [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } }],
              },
            ],
          }),
        ],
      },
      shell(8, "wget -q -O- http://$NODE:30953/"),
      shell(10, "wget -q -O- http://$NODE:30954/; echo $?"),
      shell(13, "wget -q -O- http://$NODE:30955/; echo $?"),
      run(15, "wget", "-q", "-O-", "http://web/"),
    ],
  },
  {
    name: "connect-external-name",
    title: "Names that stand for other names: a service of this cluster, a host that nobody knows",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          web(),
          service("web"),
          service("other", {
            type: "ExternalName",
            externalName: "web.$NS.svc.cluster.local",
            selector: null,
            ports: null,
          }),
          service("lost", {
            type: "ExternalName",
            externalName: "nowhere.$NS.svc.cluster.local",
            selector: null,
            ports: null,
          }),
          pod("client"),
        ],
      },
      run(8, "wget", "-q", "-O-", "http://other/"),
      run(9, "nslookup", "-type=a", "other.$NS.svc.cluster.local"),
      run(10, "wget", "-q", "-O-", "http://lost/"),
      run(11, "nslookup", "-type=cname", "other.$NS.svc.cluster.local"),
    ],
  },
  {
    name: "connect-affinity",
    title: "With session affinity all connections of a client lead to one pod, without they are spread",
    seconds: 22,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          web("one"),
          service("web"),
          service("sticky", { selector: { app: "web" }, sessionAffinity: "ClientIP" }),
          pod("client"),
        ],
      },
      { at: 3, do: "create", objects: [web("two")] },
      shell(8, "for i in $(seq 24); do wget -q -O- http://web/; done | sort -u"),
      shell(12, "for i in $(seq 12); do wget -q -O- http://sticky/; done | sort -u | wc -l"),
    ],
  },
  {
    name: "connect-answers",
    title: "Servers that say no, take their time, say something else, or end while they are asked",
    seconds: 36,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          says("refuses", "printf 'HTTP/1.0 503 Busy\\r\\n\\r\\nno\\n'"),
          says("slow", "sleep 3; printf 'HTTP/1.0 200 OK\\r\\n\\r\\nat last\\n'"),
          says("strange", "echo hello"),
          says("silent", "true"),
          says("echoes", "cat"),
          pod(
            "ends",
            { restartPolicy: "Never", containers: [nc("sleep 100", "sleep 22; exit 1")] },
            { labels: { app: "ends" } },
          ),
          ...["refuses", "slow", "strange", "silent", "echoes", "ends"].map((name) =>
            service(name, { clusterIP: "None" }),
          ),
          pod("client"),
        ],
      },
      run(8, "wget", "-q", "-O-", "http://refuses:8080/"),
      run(9, "wget", "-q", "-O-", "http://slow:8080/"),
      run(13, "timeout", "1", "wget", "-q", "-O-", "http://slow:8080/"),
      run(15, "wget", "-q", "-O-", "http://strange:8080/"),
      run(16, "wget", "-q", "-O-", "http://silent:8080/"),
      shell(17, "echo ping | nc echoes 8080; nc strange 8080"),
      run(19, "wget", "-q", "-O-", "http://ends:8080/"),
    ],
  },
  {
    name: "exec-environment",
    title: "What a program finds in its environment and on its mounts",
    seconds: 16,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          service("web"),
          { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { one: "1\n", two: "2" } },
        ],
      },
      {
        at: 1,
        do: "create",
        objects: [
          pod("client", {
            containers: [
              {
                name: "main",
                image: "$IMAGE",
                command: ["/busybox", "sleep", "3600"],
                workingDir: "/tmp",
                env: [
                  { name: "A", value: "a" },
                  { name: "B", value: "$(A)b" },
                  { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
                ],
                volumeMounts: [
                  { name: "settings", mountPath: "/settings" },
                  { name: "empty", mountPath: "/empty" },
                ],
              },
            ],
            volumes: [
              { name: "settings", configMap: { name: "settings" } },
              { name: "empty", emptyDir: {} },
            ],
          }),
        ],
      },
      shell(8, "env | sort; pwd; echo $PPID; cat /proc/1/cmdline | tr '\\0' ' '"),
      shell(
        9,
        "ls /settings /empty /var/run/secrets/kubernetes.io/serviceaccount; cat /settings/one /settings/two; echo",
      ),
      shell(
        10,
        "touch /settings/x; echo $?; echo x > /empty/x; cat /empty/x; cat /var/run/secrets/kubernetes.io/serviceaccount/namespace; rm /settings/one; echo $?",
      ),
    ],
  },
  {
    name: "exec-dies",
    title: "A command whose container ends under it, and one that is killed",
    seconds: 24,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [pod("ends", { restartPolicy: "Never", containers: [script("sleep 12; exit 1")] }), pod("client")],
      },
      run(5, "sh", "-c", "echo before; kill -9 $$; echo after"),
      run(6, "sh", "-c", "echo before; kill $$; sleep 1; echo after"),
      {
        at: 8,
        do: "exec",
        pod: { kind: "pod", name: "ends" },
        command: ["/busybox", "sh", "-c", "echo before; sleep 100"],
      },
    ],
  },
  {
    name: "connect-ping",
    title: "Pods answer pings, services and addresses that nobody has do not",
    seconds: 40,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [service("peers", { clusterIP: "None" }), web("one", { app: "peers" }), service("web"), pod("client")],
      },
      shell(8, "ping -c 2 peers | grep -e transmitted -e PING; ping -q -c 1 peers >/dev/null; echo $?"),
      shell(12, "ping -c 1 -W 1 web; echo $?"),
      shell(15, "ping -c 1 web; echo $?"),
    ],
  },
  {
    name: "exec-not-running",
    title: "Exec into what does not run: completed, crashed, not scheduled, without an image, not there",
    seconds: 10,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("done", { restartPolicy: "Never", containers: [script("exit 0")] }),
          pod("crashes", { containers: [script("exit 1")] }),
          pod("pending", { nodeSelector: { no: "where" } }),
          noImage,
        ],
      },
      ...["done", "crashes", "pending", "no-image", "nosuch"].map(
        (name, index): ScenarioStep => ({
          at: 4 + index / 5,
          do: "exec",
          pod: { kind: "pod", name },
          command: ["/busybox", "echo", "hi"],
        }),
      ),
    ],
  },
  {
    name: "exec-refused",
    title: "Exec into containers that are not named, and of commands that are not there",
    seconds: 24,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("client"),
          pod("two", {
            initContainers: [{ name: "before", image: "$IMAGE", command: ["/busybox", "true"] }],
            containers: [script("sleep 3600", { name: "one" }), script("sleep 3600", { name: "other" })],
          }),
        ],
      },
      ...[{}, { container: "other" }, { container: "before" }, { container: "nosuch" }].map(
        (options, index): ScenarioStep => ({
          at: 8 + index,
          do: "exec",
          pod: { kind: "pod", name: "two" },
          ...options,
          command: ["/busybox", "echo", "hi"],
        }),
      ),
      ...[
        ["sh", "-c", "true"],
        ["/nope"],
        ["/etc"],
        ["/busybox", "nosuch"],
        ["/etc/hostname"],
        ["busybox", "echo", "found"],
      ].map(
        (command, index): ScenarioStep => ({
          at: 13 + index,
          do: "exec",
          pod: { kind: "pod", name: "client" },
          command,
        }),
      ),
    ],
  },
  {
    name: "logs-not-running",
    title: "Logs of what does not run: crashed, not scheduled, without an image, initialising, not there",
    seconds: 10,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("crashes", { containers: [script("echo out; exit 1")] }),
          pod("pending", { nodeSelector: { no: "where" } }),
          noImage,
          pod("waits", {
            initContainers: [{ name: "before", image: "$IMAGE", command: ["/busybox", "sleep", "3600"] }],
          }),
        ],
      },
      ...(
        [
          ["crashes", {}],
          ["crashes", { previous: true }],
          ["pending", {}],
          ["no-image", {}],
          ["waits", {}],
          ["waits", { container: "before" }],
          ["nosuch", {}],
        ] as const
      ).map(
        ([name, options], index): ScenarioStep => ({
          at: 4 + index / 8,
          do: "logs",
          pod: { kind: "pod", name },
          options,
        }),
      ),
    ],
  },
  {
    name: "logs-requests",
    title: "Logs: ends, limits, previous ones that are not there, containers that are not named",
    seconds: 34,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("talks", {
            containers: [
              script("for i in 1 2 3 4 5; do echo line $i; done; sleep 6; echo late; printf partial; sleep 3600"),
            ],
          }),
          pod("ends", {
            restartPolicy: "Never",
            containers: [script("echo out; sleep 1; echo err >&2; sleep 1; printf end")],
          }),
          pod("two", {
            initContainers: [{ name: "before", image: "$IMAGE", command: ["/busybox", "echo", "first"] }],
            containers: [script("sleep 3600", { name: "one" }), script("echo other; sleep 3600", { name: "other" })],
          }),
        ],
      },
      ...(
        [
          ["talks", {}],
          ["talks", { tailLines: 2 }],
          ["talks", { tailLines: 0 }],
          ["talks", { limitBytes: 9 }],
          ["talks", { sinceSeconds: 9 }],
          ["talks", { sinceSeconds: 60 }],
          ["talks", { previous: true }],
          ["talks", { container: "nosuch" }],
          ["ends", {}],
          ["ends", { previous: true }],
          ["two", {}],
          ["two", { container: "before" }],
          ["two", { container: "other" }],
        ] as const
      ).map(
        ([name, options], index): ScenarioStep => ({ at: 14 + index, do: "logs", pod: { kind: "pod", name }, options }),
      ),
    ],
  },
  {
    name: "exec-shell",
    title: "A shell in a container: files, variables, loops, background processes, what is said of errors",
    seconds: 28,
    steps: [
      { at: 0, do: "create", objects: [pod("client")] },
      shell(
        6,
        "touch /nope/x; echo $?; cat /nope; echo $?; nosuch; echo $?; /busybox nosuch; echo $?; /bin/foo; echo $?; echo x > /nope/y; echo $?; cat < /nope; echo $?; cd /nope; echo $?",
      ),
      shell(
        7,
        "mkdir /a/b; mkdir -p /a/b; mkdir /a; rm /a; rmdir /a; ls /a; rm -r /a; ls /a; ls /; rm /nope; rm -f /nope; echo $?",
      ),
      shell(
        8,
        "i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo i=$i; done; for x in a 'b c' *; do echo \"$x\"; done; until false; do break; done; f() { echo f $1; return 4; }; f now; echo $?",
      ),
      shell(
        9,
        "sleep 100 & echo started; kill $!; wait $!; echo $?; (exit 3) & wait $!; echo $?; kill 99999; echo $?; false | true; echo $?; ! true; echo $?; timeout 1 sleep 5; echo $?",
      ),
      shell(
        11,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
        "echo ${X:-none} ${#HOSTNAME} $(echo sub) \"$(printf 'a\\nb\\n')\" ${HOSTNAME%ent}; [ 1 -lt ; echo $?; test a = b; echo $?; echo $((1/0)); echo never",
      ),
      run(12, "sh", "-c", "if; then"),
      run(13, "sh", "/nope"),
      run(14, "sh", "-c", "exec nosuch"),
      run(15, "sleep", "foo"),
      run(16, "sh", "-c", "trap 'echo bye' EXIT; echo hi; exit 5"),
      run(17, "sh", "-c", "set -e; echo one; false; echo two"),
      shell(
        18,
        "kill -9 1; kill 1; sleep 1; ps | grep -c 'sleep 3600$'; echo a b c | while read x y; do echo $y $x; done; seq 3 | tail -n 1; echo hello | wc -c",
      ),
    ],
  },
  {
    name: "busybox-process-one",
    title: "Process 1 gets only signals that it handles; traps run when the command in the foreground has ended",
    seconds: 40,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("sleeps", { terminationGracePeriodSeconds: 4 }),
          pod("trap", {
            terminationGracePeriodSeconds: 20,
            containers: [script("trap 'echo got; exit 7' TERM; echo start; sleep 17; echo never")],
          }),
          pod("waits", {
            terminationGracePeriodSeconds: 20,
            containers: [script("trap 'echo got; exit 7' TERM; sleep 3600 & wait; echo never")],
          }),
          pod("ignores", {
            terminationGracePeriodSeconds: 3,
            containers: [script("trap '' TERM; sleep 3600; echo never")],
          }),
          pod("execs", { terminationGracePeriodSeconds: 3, containers: [script("exec sleep 3600")] }),
          pod("serves", { terminationGracePeriodSeconds: 3, containers: [server] }),
        ],
      },
      ...["sleeps", "trap", "waits", "ignores", "execs", "serves"].map(
        (name): ScenarioStep => ({ at: 8, do: "delete", target: { kind: "pod", name } }),
      ),
      { at: 10.5, do: "logs", pod: { kind: "pod", name: "trap" } },
    ],
  },
  {
    name: "busybox-ends",
    title: "How BusyBox ends: by its status, an unknown applet, a signal",
    seconds: 18,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          ends("three", ["/busybox", "sh", "-c", "echo hi; sleep 3; exit 3"]),
          ends("applet", ["/busybox", "nosuch"]),
          ends("killed", ["/busybox", "sh", "-c", "sleep 100 & sleep 2; kill -9 $!; wait $!; exit $?"]),
        ],
      },
      ...logsOf(10, "three", "applet", "killed"),
    ],
  },
  {
    name: "busybox-starts",
    title: "Programs that are not there, and the image's entry point",
    seconds: 16,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [ends("missing", ["/nope"]), ends("shell", ["sh", "-c", "true"]), entryPoint],
      },
      ...logsOf(8, "missing", "entry-point"),
    ],
  },
  {
    name: "busybox-out-of-memory",
    title: "The kernel kills the biggest process: process 1, a child of it, the end of a pipe",
    seconds: 22,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          ends("grows", ["/busybox", "tail", "/dev/zero"], small),
          ends("child-grows", ["/busybox", "sh", "-c", "tail /dev/zero; echo $?; sleep 2; exit 5"], small),
          ends(
            "pipe-grows",
            ["/busybox", "sh", "-c", "head -c 200m /dev/zero | tail >/dev/null; echo $?; sleep 2"],
            small,
          ),
        ],
      },
      ...logsOf(12, "grows", "child-grows", "pipe-grows"),
    ],
  },
];
