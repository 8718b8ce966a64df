import type { KubeObject } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { runKubectl } from "../src/index.ts";
import { MemoryApi, type MemoryApiOptions, TestClock } from "./support/memory-api.ts";

const now = Date.parse("2026-01-05T09:00:00Z") * 1000;

function object(kind: string, name: string, rest: Record<string, unknown>, apiVersion = "v1"): KubeObject {
  const metadata = {
    name,
    namespace: "web",
    uid: `uid-${name}`,
    resourceVersion: "1",
    creationTimestamp: "2026-01-05T08:00:00Z",
  };
  const own = rest["metadata"] as Record<string, unknown> | undefined;
  return { apiVersion, kind, ...rest, metadata: { ...metadata, ...own } };
}

const deployment = object(
  "Deployment",
  "web",
  {
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          containers: [
            {
              name: "web",
              image: "a:1",
              env: [
                { name: "A", value: "1" },
                { name: "B", value: "2" },
              ],
            },
            { name: "side", image: "b:1" },
          ],
        },
      },
    },
    status: {},
  },
  "apps/v1",
);

function pod(name: string, rest: Record<string, unknown> = {}): KubeObject {
  return object("Pod", name, {
    metadata: { labels: { app: "web" } },
    spec: { nodeName: "n", containers: [{ name: "web" }, { name: "side" }], initContainers: [{ name: "prepare" }] },
    status: { phase: "Running" },
    ...rest,
  });
}

function cluster(objects: readonly KubeObject[] = [deployment], options: MemoryApiOptions = {}) {
  const clock = new TestClock(now);
  const api = new MemoryApi({ clock, ...options, objects });
  const run = (line: string, more: { stdin?: string; timeoutSeconds?: number } = {}) =>
    runKubectl({ api, clock, namespace: "web" }, { argv: words(line), ...more });
  return { api, clock, run };
}

/** Splits at spaces outside single quotes. */
function words(line: string): string[] {
  return (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ""));
}

const manifest = (env: string, replicas: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, labels: {a: b}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
      - {name: shop, image: "x:1", env: ${env}}
`;

// What is expected here was read off a terminal: kubectl 1.34.4 on Kubernetes 1.34.4.
describe("kubectl apply", () => {
  it("creates, leaves alone, changes, and deletes what an earlier file had", async () => {
    const { run, api } = cluster([]);
    const first = manifest("[{name: A, value: '1'}, {name: B, value: '2'}]", 1);
    expect((await run("apply -f -", { stdin: first })).stdout).toBe("deployment.apps/shop created\n");
    expect((await run("apply -f -", { stdin: first })).stdout).toBe("deployment.apps/shop unchanged\n");
    const second = manifest("[{name: B, value: '2'}]", 2);
    expect((await run("apply -f -", { stdin: second })).stdout).toBe("deployment.apps/shop configured\n");
    const stored = await api.get({ apiVersion: "apps/v1", kind: "Deployment", namespace: "web", name: "shop" });
    expect(stored).toMatchObject({
      spec: { replicas: 2, template: { spec: { containers: [{ env: [{ name: "B" }] }] } } },
    });
    expect(stored.metadata.annotations?.["kubectl.kubernetes.io/last-applied-configuration"]).toBe(
      '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"annotations":{},"labels":{"a":"b"},"name":"shop","namespace":"web"},' +
        '"spec":{"replicas":2,"selector":{"matchLabels":{"app":"shop"}},"template":{"metadata":{"labels":{"app":"shop"}},' +
        '"spec":{"containers":[{"env":[{"name":"B","value":"2"}],"image":"x:1","name":"shop"}]}}}}\n',
    );
  });

  it("keeps what others set", async () => {
    const { run, api } = cluster([]);
    await run("apply -f -", { stdin: manifest("[]", 1) });
    await run("label deploy shop extra=yes");
    await run("apply -f -", { stdin: manifest("[]", 3) });
    const stored = await api.get({ apiVersion: "apps/v1", kind: "Deployment", namespace: "web", name: "shop" });
    expect(stored.metadata.labels).toEqual({ a: "b", extra: "yes" });
  });

  it("warns about objects that it did not make", async () => {
    const { run } = cluster();
    const { stdout, stderr } = await run("apply -f -", { stdin: manifest("[]", 1).replaceAll("shop", "web") });
    expect(stdout).toBe("deployment.apps/web configured\n");
    expect(stderr).toMatch(
      /^Warning: resource deployments\/web is missing the kubectl\.kubernetes\.io\/last-applied-configuration/,
    );
  });

  it.each([
    [
      "kind: Pod",
      'error: error validating "STDIN": error validating data: apiVersion not set; if you choose to ignore these errors, turn validation off with --validate=false\n',
    ],
    ["", "error: no objects passed to apply\n"],
    [
      "apiVersion: v1\nkind: Nope\nmetadata: {name: x}",
      'error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches for kind "Nope" in version "v1"\nensure CRDs are installed first\n',
    ],
  ])("refuses %j", async (stdin, stderr) => {
    expect(await cluster([]).run("apply -f -", { stdin })).toEqual({ stdout: "", stderr, exitCode: 1 });
  });

  it("insists on the namespace of the file", async () => {
    const stdin = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: sh-none}";
    expect((await cluster([]).run("apply -n web -f -", { stdin })).stderr).toBe(
      'error: the namespace from the provided object "sh-none" does not match the namespace "web". You must pass \'--namespace=sh-none\' to perform this operation.\n',
    );
  });
});

describe("kubectl set", () => {
  it("changes the image of the container that is named", async () => {
    const { run, api } = cluster();
    expect(await run("set image deploy/web side=b:2")).toEqual({
      stdout: "deployment.apps/web image updated\n",
      stderr: "",
      exitCode: 0,
    });
    expect(api.writes.at(-1)?.body).toEqual({
      type: "strategic",
      body: {
        spec: {
          template: {
            spec: {
              "$setElementOrder/containers": [{ name: "web" }, { name: "side" }],
              containers: [{ name: "side", image: "b:2" }],
            },
          },
        },
      },
    });
    expect((await run("set image deploy web side=b:2")).stdout).toBe("");
  });

  it("sets and removes variables", async () => {
    const { run, api } = cluster();
    expect((await run("set env deploy/web -c web C=3 A-")).stdout).toBe("deployment.apps/web env updated\n");
    const stored = await api.get({ apiVersion: "apps/v1", kind: "Deployment", namespace: "web", name: "web" });
    expect(stored).toMatchObject({
      spec: { template: { spec: { containers: [{ env: [{ name: "B" }, { name: "C", value: "3" }] }, {}] } } },
    });
    expect((await run("set env deploy/web --list")).stdout).toBe(
      "# Deployment web, container web\nB=2\nC=3\n# Deployment web, container side\n",
    );
  });

  it("sets resources", async () => {
    const { run } = cluster();
    expect((await run("set resources deploy/web -c web --limits=cpu=1,memory=64Mi")).stdout).toBe(
      "deployment.apps/web resource requirements updated\n",
    );
    expect((await run("set resources deploy/web -c web --limits=cpu=1")).stdout).toBe("");
  });
});

describe("kubectl patch", () => {
  it.each([
    ['patch deploy web -p \'{"spec":{"replicas":3}}\'', "deployment.apps/web patched\n"],
    ['patch deploy web -p \'{"spec":{"replicas":1}}\'', "deployment.apps/web patched (no change)\n"],
    [
      'patch deploy web --type=json -p \'[{"op":"replace","path":"/spec/replicas","value":2}]\'',
      "deployment.apps/web patched\n",
    ],
    ["patch deployment/web --type merge -p 'spec: {paused: true}'", "deployment.apps/web patched\n"],
  ])("%s", async (line, stdout) => {
    expect(await cluster().run(line)).toEqual({ stdout, stderr: "", exitCode: 0 });
  });

  it("says what is wrong with broken JSON", async () => {
    expect((await cluster().run("patch deploy web -p {")).stderr).toBe(
      "Error from server (BadRequest): unexpected end of JSON input\n",
    );
  });
});

describe("kubectl scale and rollout", () => {
  it("scales through the scale subresource", async () => {
    const { run, api } = cluster();
    expect((await run("scale deploy web --replicas=0")).stdout).toBe("deployment.apps/web scaled\n");
    expect(api.writes.at(-1)).toMatchObject({
      verb: "patch",
      body: { type: "merge", body: { spec: { replicas: 0 } } },
    });
    expect((await run("scale deploy web")).stderr).toBe('error: required flag(s) "replicas" not set\n');
    expect((await cluster([object("Service", "web", { spec: {} })]).run("scale svc/web --replicas=1")).stderr).toBe(
      "Error from server (NotFound): the server could not find the requested resource\n",
    );
  });

  it("pauses, refuses what a paused deployment cannot, resumes", async () => {
    const { run } = cluster();
    expect((await run("rollout pause deploy/web")).stdout).toBe("deployment.apps/web paused\n");
    expect((await run("rollout pause deploy/web")).stderr).toBe('error: deployments.apps "web" is already paused\n');
    expect((await run("rollout restart deploy/web")).stderr).toBe(
      'error: deployments.apps "web" can\'t restart paused deployment (run rollout resume first)\n',
    );
    expect((await run("rollout resume deploy/web")).stdout).toBe("deployment.apps/web resumed\n");
    expect((await run("rollout restart deploy/web")).stdout).toBe("deployment.apps/web restarted\n");
    expect((await run("rollout undo deploy/web")).stderr).toBe(
      'error: no rollout history found for deployment "web"\n',
    );
  });

  it("goes back to the template of an earlier revision", async () => {
    const set = (revision: string, image: string): KubeObject =>
      object(
        "ReplicaSet",
        `web-${revision}`,
        {
          metadata: {
            labels: { app: "web" },
            annotations: { "deployment.kubernetes.io/revision": revision },
            ownerReferences: [
              { kind: "Deployment", name: "web", uid: "uid-web", apiVersion: "apps/v1", controller: true },
            ],
          },
          spec: {
            template: {
              metadata: { labels: { app: "web", "pod-template-hash": revision } },
              spec: { containers: [{ name: "web", image }] },
            },
          },
        },
        "apps/v1",
      );
    const { run, api } = cluster([deployment, set("1", "old:1"), set("2", "a:1")]);
    expect((await run("rollout undo deploy/web")).stdout).toBe("deployment.apps/web rolled back\n");
    const stored = await api.get({ apiVersion: "apps/v1", kind: "Deployment", namespace: "web", name: "web" });
    expect(stored.spec).toMatchObject({
      template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ image: "old:1" }] } },
    });
    expect((await run("rollout undo deploy/web --to-revision=1")).stdout).toBe(
      "deployment.apps/web skipped rollback (current template already matches revision 1)\n",
    );
  });

  it("goes back to an earlier revision of a daemon set", async () => {
    const template = (image: string) => ({
      metadata: { labels: { app: "agent" } },
      spec: { containers: [{ name: "agent", image }] },
    });
    const agent = object("DaemonSet", "agent", { spec: { template: template("a:2") }, status: {} }, "apps/v1");
    const revision = (number: number) =>
      object(
        "ControllerRevision",
        `agent-${number}`,
        {
          metadata: {
            ownerReferences: [{ apiVersion: "apps/v1", kind: "DaemonSet", name: "agent", uid: "uid-agent" }],
          },
          data: { spec: { template: { ...template(`a:${number}`), $patch: "replace" } } },
          revision: number,
        },
        "apps/v1",
      );
    const { run, api } = cluster([agent, revision(1), revision(2)]);
    expect((await run("rollout undo ds/agent --to-revision=2")).stdout).toBe(
      "daemonset.apps/agent skipped rollback (current template already matches revision 2)\n",
    );
    expect((await run("rollout undo ds/agent")).stdout).toBe("daemonset.apps/agent rolled back\n");
    const stored = await api.get({ apiVersion: "apps/v1", kind: "DaemonSet", namespace: "web", name: "agent" });
    expect(stored.spec).toEqual({ template: template("a:1") });
  });

  it("waits for a rollout as long as it takes, and no longer than it may", async () => {
    const { run, api, clock } = cluster();
    clock.onSleep = () => {
      if (clock.now() < now + 3_000_000) return;
      api.put({ ...deployment, status: { replicas: 1, updatedReplicas: 1, availableReplicas: 1 } });
    };
    expect((await run("rollout status deploy/web")).stdout).toBe(
      'Waiting for deployment "web" rollout to finish: 0 out of 1 new replicas have been updated...\ndeployment "web" successfully rolled out\n',
    );
    const stuck = await cluster().run("rollout status deploy/web --timeout=5s");
    expect(stuck).toMatchObject({ stderr: "error: timed out waiting for the condition\n", exitCode: 1 });
    expect(await cluster().run("rollout status deploy/web", { timeoutSeconds: 10 })).toMatchObject({ exitCode: 124 });
  });
});

describe("kubectl delete", () => {
  it("waits until the object is gone", async () => {
    const { run, api, clock } = cluster([pod("p1")]);
    api.delete = async (ref) => api.get(ref);
    clock.onSleep = () => clock.now() >= now + 4_000_000 && api.objects.clear();
    expect(await run("delete pod p1")).toEqual({
      stdout: 'pod "p1" deleted from web namespace\n',
      stderr: "",
      exitCode: 0,
    });
    expect(clock.now()).toBe(now + 4_000_000);
  });

  it("forces without waiting, and warns", async () => {
    const { run, api } = cluster([pod("p1"), pod("p2")]);
    const { stdout, stderr } = await run("delete pods -l app=web --force --grace-period=0");
    expect(stdout).toBe('pod "p1" force deleted from web namespace\npod "p2" force deleted from web namespace\n');
    expect(stderr).toMatch(/^Warning: Immediate deletion does not wait for confirmation/);
    expect(api.writes[0]?.body).toEqual({ propagationPolicy: "Background", gracePeriodSeconds: 0 });
  });

  it("leaves dependents alone when asked to", async () => {
    const { run, api } = cluster();
    expect((await run("delete deploy web --cascade=orphan")).stdout).toBe(
      'deployment.apps "web" deleted from web namespace\n',
    );
    expect(api.writes[0]?.body).toEqual({ propagationPolicy: "Orphan" });
  });
});

describe("kubectl logs and exec", () => {
  const logs: MemoryApiOptions = {
    logs: ({ name }, { container, tailLines }) => `${name} ${container} ${tailLines ?? "all"}\n`,
  };

  it("chooses a pod and a container, and says so", async () => {
    const ready = {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2026-01-05T08:00:00Z" }],
    };
    const { run } = cluster([deployment, pod("p1"), pod("p2", { status: ready })], logs);
    expect(await run("logs deploy/web --tail=3")).toEqual({
      stdout: "p2 web 3\n",
      stderr: 'Found 2 pods, using pod/p2\nDefaulted container "web" out of: web, side, prepare (init)\n',
      exitCode: 0,
    });
    expect((await run("logs p1 side")).stdout).toBe("p1 side all\n");
    expect((await run("logs p1 -c nope")).stderr).toBe("error: container nope is not valid for pod p1\n");
    expect((await run("logs -l app=web --prefix -c web")).stdout).toBe(
      "[pod/p1/web] p1 web 10\n[pod/p2/web] p2 web 10\n",
    );
    expect((await run("logs p1 --all-containers")).stdout).toBe("p1 prepare all\np1 web all\np1 side all\n");
  });

  it("follows until time is up", async () => {
    let text = "one\n";
    const { run, clock } = cluster([pod("p1")], { logs: () => text });
    clock.onSleep = () => {
      text += `${clock.now() / 1e6 - now / 1e6}\n`;
    };
    const { stdout, exitCode } = await run("logs -f p1 -c web", { timeoutSeconds: 3 });
    expect(stdout).toBe("one\n1\n2\n3\n");
    expect(exitCode).toBe(124);
  });

  it("runs commands and hands their exit code on", async () => {
    const { run } = cluster([deployment, pod("p1")], {
      exec: (_pod, command) => ({ stdout: `${command.join("|")}\n`, stderr: "oops\n", exitCode: 3 }),
    });
    expect(await run("exec -it deploy/web -c web -- sh -c 'exit 3'")).toEqual({
      stdout: "sh|-c|exit 3\n",
      stderr:
        "Unable to use a TTY - input is not a terminal or the right kind of file\noops\ncommand terminated with exit code 3\n",
      exitCode: 3,
    });
  });
});

describe("kubectl label and annotate", () => {
  it.each([
    ["label deploy web a=b c=d", "deployment.apps/web labeled\n"],
    ["label deploy web nope-", 'label "nope" not found.\ndeployment.apps/web labeled\n'],
    ["annotate deploy/web a=b", "deployment.apps/web annotated\n"],
  ])("%s", async (line, stdout) => {
    expect(await cluster().run(line)).toEqual({ stdout, stderr: "", exitCode: 0 });
  });

  it("does not overwrite unless told to", async () => {
    const { run } = cluster();
    await run("label deploy web a=b");
    expect((await run("label deploy web a=c")).stderr).toBe(
      "error: 'a' already has a value (b), and --overwrite is false\n",
    );
    expect((await run("label deploy web a=c --overwrite")).stdout).toBe("deployment.apps/web labeled\n");
    expect((await run("label deploy web a=c")).stdout).toBe("deployment.apps/web not labeled\n");
    expect((await run("label deploy web a-")).stdout).toBe("deployment.apps/web unlabeled\n");
  });
});

describe("kubectl's refusals", () => {
  it.each([
    ["get pods --nope", "error: unknown flag: --nope\nSee 'kubectl get --help' for usage.\n"],
    ["get pods -Z", "error: unknown shorthand flag: 'Z' in -Z\nSee 'kubectl get --help' for usage.\n"],
    ["get pods -n", "error: flag needs an argument: 'n' in -n\nSee 'kubectl get --help' for usage.\n"],
    ["get pods --sort-by", "error: flag needs an argument: --sort-by\nSee 'kubectl get --help' for usage.\n"],
    [
      "logs p --tail=x",
      'error: invalid argument "x" for "--tail" flag: strconv.ParseInt: parsing "x": invalid syntax\nSee \'kubectl logs --help\' for usage.\n',
    ],
    [
      "logs p --since=zz",
      'error: invalid argument "zz" for "--since" flag: time: invalid duration "zz"\nSee \'kubectl logs --help\' for usage.\n',
    ],
    ["frob", 'error: unknown command "frob" for "kubectl"\n'],
    ["top pods", "error: Metrics API not available\n"],
  ])("%s", async (line, stderr) => {
    expect(await cluster().run(line)).toEqual({ stdout: "", stderr, exitCode: 1 });
  });

  it.each(["edit deploy/web", "port-forward svc/web 8080:80", "apply edit-last-applied cm c", "auth reconcile -f x"])(
    "%s says what to use instead",
    async (line) => {
      const { stderr, exitCode } = await cluster().run(line);
      expect(stderr).toMatch(/^error: kubectl [\w -]+ is not available in this shell: /);
      expect(exitCode).toBe(1);
    },
  );

  it("takes flags before, after and amid words", async () => {
    const { run } = cluster();
    for (const line of [
      "-n web get deploy web -oname",
      "get -nweb deploy/web --output=name",
      "get deploy -o=name web --namespace web",
    ]) {
      expect(await run(line)).toEqual({ stdout: "deployment.apps/web\n", stderr: "", exitCode: 0 });
    }
  });

  it("watches until time is up", async () => {
    const { run, api, clock } = cluster();
    clock.onSleep = () => {
      if (clock.now() === now + 2_000_000)
        api.put({
          ...deployment,
          metadata: { ...deployment.metadata, resourceVersion: "2" },
          status: { readyReplicas: 1 },
        });
    };
    const { stdout, exitCode } = await run("get deploy -w", { timeoutSeconds: 5 });
    expect(stdout).toBe(
      "NAME   READY   UP-TO-DATE   AVAILABLE   AGE\nweb    0/1     0            0           60m\nweb    1/1     0            0           60m\n",
    );
    expect(exitCode).toBe(124);
  });
});
