import { AIOpsEnv, shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";

const healthy = "noop_detection_hotel_reservation-1";
const action = (name: string, args: Readonly<Record<string, unknown>> = {}) => ({ name, arguments: args });
const kubectl = (command: string) => action("exec_shell", { command: `kubectl -n test-hotel-reservation ${command}` });
const field = (object: string, path: string) => kubectl(`get ${object} -o jsonpath='{${path}}'`);
const container = ".spec.template.spec.containers[0]";

/** Plays actions in one episode; their replies. */
async function replies(id: string, actions: readonly unknown[]) {
  await using env = await AIOpsEnv.create();
  await env.reset(id, { seed: 3 });
  const found: { readonly ok: boolean; readonly text: string }[] = [];
  for (const one of actions) {
    const { observation } = await env.step(one);
    const text = observation.text.trimEnd();
    found.push({ ok: observation.ok, text: text === "(no output)" ? "" : text });
  }
  return found;
}

describe("a typed action changes what it names", () => {
  it.each<[string, readonly unknown[], string]>([
    [
      "set_image",
      [action("set_image", { service: "geo", image: "mongo:4.4.6" }), field("deployment/geo", `${container}.image`)],
      "mongo:4.4.6",
    ],
    [
      "set_resources",
      [
        action("set_resources", { service: "geo", cpu: "250m", memory: "64Mi" }),
        field("deployment/geo", `${container}.resources.limits`),
      ],
      '{"cpu":"250m","memory":"64Mi"}',
    ],
    [
      "set_env",
      [
        action("set_env", { service: "geo", variable: "JAEGER_SAMPLE_RATIO", value: "0.5" }),
        field("deployment/geo", `${container}.env`),
      ],
      '[{"name":"JAEGER_SAMPLE_RATIO","value":"0.5"}]',
    ],
    [
      "set_env without a value",
      [
        action("set_env", { service: "geo", variable: "JAEGER_SAMPLE_RATIO" }),
        field("deployment/geo", `${container}.env[*].name`),
      ],
      "",
    ],
    [
      "set_target_port",
      [
        action("set_target_port", { service: "user", port: 8086, target_port: 9999 }),
        field("service/user", ".spec.ports[*].targetPort"),
      ],
      "9999",
    ],
    [
      "remove_node_selector",
      [
        kubectl(
          `patch deployment geo --type=merge -p '{"spec": {"template": {"spec": {"nodeSelector": {"disk": "none"}}}}}'`,
        ),
        action("remove_node_selector", { service: "geo" }),
        field("deployment/geo", ".spec.template.spec.nodeSelector"),
      ],
      "",
    ],
    [
      "isolate",
      [action("isolate", { service: "geo" }), field("networkpolicy/isolate-geo", ".spec.policyTypes")],
      '["Ingress","Egress"]',
    ],
    [
      "remove_network_policies",
      [
        action("isolate", { service: "geo" }),
        action("isolate", { service: "rate" }),
        action("remove_network_policies", { service: "geo" }),
        field("networkpolicies", ".items[*].metadata.name"),
      ],
      "isolate-rate",
    ],
    ["cordon", [action("cordon", { node: "node-1" }), field("node/node-1", ".spec.unschedulable")], "true"],
    [
      "uncordon",
      [
        action("cordon", { node: "node-1" }),
        action("uncordon", { node: "node-1" }),
        field("node/node-1", ".spec.unschedulable"),
      ],
      "",
    ],
  ])(
    "%s",
    async (_, actions, expected) => {
      const found = await replies(healthy, actions);
      expect(found.every(({ ok }) => ok)).toBe(true);
      expect(found.at(-1)?.text).toBe(expected);
    },
    20_000,
  );

  it("delete_pods: the deployment makes another", async () => {
    const pods = field("pods -l io.kompose.service=geo", ".items[*].metadata.name");
    const [before, deleted, after] = await replies(healthy, [pods, action("delete_pods", { service: "geo" }), pods]);
    expect(before?.text).toMatch(/^geo-\w+-\w{5}$/);
    expect(deleted?.text).toBe(`pod "${before?.text}" deleted from test-hotel-reservation namespace`);
    expect(after?.text).toMatch(/^geo-\w+-\w{5}$/);
    expect(after?.text).not.toBe(before?.text);
  });

  it("remove_network_policies finds them however they select the pods, and leaves the others", async () => {
    const policy = (name: string, podSelector: unknown) => {
      const object = {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name },
        spec: { podSelector },
      };
      return kubectl(`apply -f - <<< '${JSON.stringify(object)}'`);
    };
    const key = "io.kompose.service";
    const found = await replies(healthy, [
      policy("all", {}),
      policy("in", { matchExpressions: [{ key, operator: "In", values: ["geo", "rate"] }] }),
      policy("not-in", { matchExpressions: [{ key, operator: "NotIn", values: ["frontend"] }] }),
      policy("others", { matchExpressions: [{ key, operator: "NotIn", values: ["geo"] }] }),
      policy("nobody", { matchLabels: { [key]: "geo", tier: "none" } }),
      action("remove_network_policies", { service: "geo" }),
      field("networkpolicies", ".items[*].metadata.name"),
    ]);
    expect(found.map(({ ok }) => ok)).toEqual(found.map(() => true));
    expect(found.at(-1)?.text).toBe("nobody others");
  });

  it("isolate: a service that starts anew reaches nobody, until the policy is removed", async () => {
    await using env = await AIOpsEnv.create();
    await env.reset(healthy, { seed: 3 });
    const errorRate = async (seconds: number): Promise<number> => {
      const { services } = (await env.step(action("wait", { seconds }))).observation;
      return Number([...services].find((row) => row?.["service"] === "frontend")?.["err_rate"]);
    };
    expect(await errorRate(30)).toBe(0);
    await env.step(action("isolate", { service: "user" }));
    await env.step(action("delete_pods", { service: "user" }));
    expect(await errorRate(60)).toBeGreaterThan(0);
    await env.step(action("remove_network_policies", { service: "user" }));
    await env.step(action("wait", { seconds: 240 }));
    expect(await errorRate(30)).toBe(0);
  });
});

describe("restore_service", () => {
  it("makes what was deleted anew, and what was changed as it is shipped", async () => {
    const found = await replies(healthy, [
      kubectl("delete deployment geo"),
      kubectl(`patch service geo --type=merge -p '{"spec": {"selector": {"io.kompose.service": "nobody"}}}'`),
      action("restore_service", { service: "geo" }),
      field("service/geo", ".spec.selector"),
      kubectl("rollout status deployment geo"),
    ]);
    expect(found[2]).toEqual({ ok: true, text: "deployment/geo created\nservice/geo restored" });
    expect(found[3]?.text).toBe('{"io.kompose.service":"geo"}');
    expect(found[4]?.text).toMatch(/successfully rolled out$/);
  });

  it("changes nothing of a service that is as shipped, its data included", async () => {
    const [first] = await replies(healthy, [action("restore_service", { service: "mongodb-geo" })]);
    expect(first).toEqual({
      ok: true,
      text: [
        "configmap/mongo-geo-script unchanged",
        "configmap/failure-admin-geo unchanged",
        "deployment/mongodb-geo unchanged",
        "service/mongodb-geo unchanged",
      ].join("\n"),
    });
  });
});

describe("the accounts of stores", () => {
  const show = (store: string) =>
    kubectl(
      `exec deploy/${store} -- mongo admin -u root -p root --authenticationDatabase admin --quiet --eval "db.getUser('admin').roles.length"`,
    );

  it("grant_role gives a user what the application gives it", async () => {
    const found = await replies("revoke_auth_mongodb-mitigation-1", [
      show("mongodb-geo"),
      action("grant_role", { store: "mongodb-geo", user: "admin" }),
      show("mongodb-geo"),
      action("grant_role", { store: "mongodb-geo", user: "admin", role: "read", database: "rate-db" }),
      show("mongodb-geo"),
    ]);
    expect([found[0]?.text, found[2]?.text, found[4]?.text]).toEqual(["1", "2", "3"]);
  });

  it("create_user makes one who is gone, and fails where there is one", async () => {
    const create = action("create_user", { store: "mongodb-rate", user: "admin" });
    const [made, again, roles] = await replies("user_unregistered_mongodb-mitigation-2", [
      create,
      create,
      show("mongodb-rate"),
    ]);
    expect([made?.ok, again?.ok, roles?.text]).toEqual([true, false, "2"]);
    expect(again?.text).toContain("already exists");
  });
});

describe("recreate_volume", () => {
  it("gives a claim the volume that a claim of before held", async () => {
    const phase = field("persistentvolume/geo-pv", ".status.phase");
    const found = await replies("redeploy_without_PV-mitigation-1", [
      phase,
      action("recreate_volume", { volume: "geo-pv" }),
      action("wait", { seconds: 30 }),
      phase,
      field("persistentvolumeclaim/geo-pvc", ".status.phase"),
    ]);
    expect(found.map(({ text }) => text)).toEqual([
      "Released",
      "persistentvolume/geo-pv recreated",
      "waited 30 seconds",
      "Bound",
      "Bound",
    ]);
  });

  it("does not touch a volume whose claim is there", async () => {
    const [refused] = await replies(healthy, [action("recreate_volume", { volume: "geo-pv" })]);
    expect(refused).toEqual({
      ok: false,
      text: "PersistentVolume geo-pv is bound to a claim, whose data would be lost. Nothing was changed.",
    });
  });
});

describe("a typed action that cannot be done says why", () => {
  it.each<[string, unknown, RegExp]>([
    ["no such service", action("set_image", { service: "geoo", image: "x" }), /expected one of .*geo/],
    ["no limit", action("set_resources", { service: "geo" }), /expected at least one/],
    ["nothing shipped", action("restore_service", { service: "geoo" }), /expected one of .*geo/],
    [
      "no account",
      action("grant_role", { store: "mongodb-user", user: "admin" }),
      /expected one of: admin of mongodb-geo/,
    ],
    ["a role of no database", action("grant_role", { store: "mongodb-geo", user: "admin", role: "read" }), /Name it/],
    ["no pods of no service", action("delete_pods", { service: "geoo" }), /expected one of .*geo/],
    ["no policy", action("remove_network_policies", { service: "geo" }), /Nothing was changed/],
    ["no such node", action("uncordon", { node: "node-9" }), /nodes "node-9" not found/],
    ["no such volume", action("recreate_volume", { volume: "none" }), /ships none/],
  ])("%s", async (_, one, message) => {
    const [found] = await replies(healthy, [one]);
    expect(found?.ok).toBe(false);
    expect(found?.text).toMatch(message);
  });

  it("is none of AIOpsLab's", async () => {
    await using env = await AIOpsEnv.create({ compat: "aiopslab" });
    const { observation } = await env.reset(shippedProblems[0]?.id ?? "", { seed: 3 });
    expect(observation.briefing?.tools.map(({ name }) => name)).toEqual([
      "get_logs",
      "get_metrics",
      "read_metrics",
      "get_traces",
      "read_traces",
      "exec_shell",
      "submit",
    ]);
  });
});
