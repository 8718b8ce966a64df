import { parseAction, taskNames } from "@aiops-gym/actions";
import type { Application } from "@aiops-gym/application";
import type { Manifest } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createCatalogue, type Scene } from "../../src/index.ts";

const web = { app: "web" };
const container = {
  name: "server",
  image: "web:1",
  env: [{ name: "MODE", value: "fast" }, { name: "SECRET" }],
  resources: { limits: { cpu: "250m", memory: "524288Ki" } },
};

function shop(namespace: string, replicas = 2): Application {
  const manifests: readonly Manifest[] = [
    { apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "web-pv" } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", labels: web },
      spec: { replicas, template: { spec: { containers: [container] } } },
    },
    { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec: { ports: [{ port: 80, targetPort: 8080 }] } },
  ];
  const accounts = [
    {
      store: "web",
      user: "reader",
      password: "x",
      roles: [],
      administrator: { user: "root", password: "y" },
    },
  ];
  return {
    name: "shop",
    namespace,
    serviceLabel: "app",
    services: ["web"],
    manifests,
    accounts,
  } as unknown as Application;
}

const everything: Scene = {
  task: "mitigation",
  profile: "strict",
  workloads: new Set(["web"]),
  services: new Set(["web"]),
  nodes: ["node-a", "node-b"],
};

const catalogue = createCatalogue(shop("shop"));
const number = (id: string): number => catalogue.indexOf(id) ?? -1;

describe("a catalogue", () => {
  it("lists every typed action over what the application ships, kind by kind", () => {
    const repairs = catalogue.entries.filter(({ kind }) => kind !== "submit");
    expect(repairs.map(({ id }) => id)).toEqual([
      "wait 10",
      "wait 60",
      "wait 300",
      "get_logs web",
      "restart web",
      "delete_pods web",
      "rollback web",
      "restore_service web",
      "scale web 0x",
      "scale web 1x",
      "scale web 2x",
      "scale web 3x",
      "set_image web server",
      "set_resources web 1x",
      "set_resources web 2x",
      "set_env web MODE",
      "set_target_port web 80",
      "remove_node_selector web",
      "isolate web",
      "remove_network_policies web",
      "recreate_volume web-pv",
      "grant_role web reader",
      "create_user web reader",
      "cordon 0",
      "cordon 1",
      "cordon 2",
      "cordon 3",
      "uncordon 0",
      "uncordon 1",
      "uncordon 2",
      "uncordon 3",
      "mark web",
    ]);
  });

  it("makes every answer of every task an entry", () => {
    const answers = catalogue.entries.filter(({ kind }) => kind === "submit");
    const count = (task: string): number => answers.filter((entry) => entry.task === task).length;
    // yes and no; one service; 4 system levels by 6 fault types; the one that says nothing
    expect(["detection", "localization", "analysis", "mitigation"].map(count)).toEqual([2, 1, 24, 1]);
    expect(answers[3]?.id).toBe("submit Hardware / Misconfiguration");
    expect(answers.at(-1)?.id).toBe("submit");
  });

  it.each([
    ["scale web 3x", { name: "scale", arguments: { service: "web", replicas: 6 } }],
    ["set_image web server", { name: "set_image", arguments: { service: "web", image: "web:1", container: "server" } }],
    [
      "set_resources web 2x",
      { name: "set_resources", arguments: { service: "web", cpu: "500m", memory: "1048576Ki" } },
    ],
    ["set_env web MODE", { name: "set_env", arguments: { service: "web", variable: "MODE", value: "fast" } }],
    ["set_target_port web 80", { name: "set_target_port", arguments: { service: "web", port: 80, target_port: 8080 } }],
    ["uncordon 1", { name: "uncordon", arguments: { node: "node-b" } }],
    ["get_logs web", { name: "get_logs", arguments: { namespace: "shop", service: "web" } }],
    ["grant_role web reader", { name: "grant_role", arguments: { store: "web", user: "reader" } }],
  ])("does %s by an action of the environment", (id, action) => {
    expect(catalogue.actionOf(number(id), everything)).toEqual(action);
  });

  it("is the same, by its hash, where namespace and replicas differ, with the actions of each", () => {
    const other = createCatalogue(shop("shop-2", 5));
    expect(other.hash).toBe(catalogue.hash);
    expect(other.actionOf(number("scale web 2x"), everything).arguments["replicas"]).toBe(10);
    expect(other.actionOf(number("get_logs web"), everything).arguments["namespace"]).toBe("shop-2");
  });

  it("is made once for an application", () => {
    const { application } = catalogue;
    expect(createCatalogue(application)).toBe(catalogue);
    expect(createCatalogue(application, { kinds: ["wait"] })).not.toBe(catalogue);
  });

  it("can be cut to tasks and kinds, which makes it another", () => {
    const small = createCatalogue(shop("shop"), { tasks: ["detection"], kinds: ["wait", "submit"] });
    expect(small.entries.map(({ id, index }) => `${index} ${id}`)).toEqual([
      "0 wait 10",
      "1 wait 60",
      "2 wait 300",
      "3 submit Yes",
      "4 submit No",
    ]);
    expect(small.hash).not.toBe(catalogue.hash);
    expect(() => createCatalogue(shop("shop"), { kinds: ["reboot"] })).toThrow(/expected some of wait, get_logs/);
    expect(() => createCatalogue(shop("shop"), { kinds: [] })).toThrow(/no entries/);
    const misspelt = ["detecting"] as unknown as readonly "detection"[];
    expect(() => createCatalogue(shop("shop"), { tasks: misspelt })).toThrow(/"detecting".*expected some of detection/);
  });

  it.each(["0", "length", [0], 0n, -1, 0.5])("has no entry %s", (index) => {
    expect(() => catalogue.whyNot(index as number, everything)).toThrow(/expected an integer in \[0, /);
  });

  it("holds actions that the environment takes, however large the application is", () => {
    for (const task of taskNames) {
      const large = createCatalogue(shop("shop", 20));
      for (const { id, action, needs, task: own } of large.entries) {
        if (own !== undefined && own !== task) continue;
        const node = needs.some(({ kind }) => kind === "node") ? { node: "node-a" } : {};
        const parsed = parseAction({ ...action, arguments: { ...action.arguments, ...node } }, { task });
        expect([id, parsed.ok || parsed.message]).toEqual([id, true]);
      }
    }
  });
});

describe("a mask", () => {
  const invalid = (scene: Partial<Scene>, marked: readonly string[] = []): readonly string[] => {
    const mask = catalogue.mask({ ...everything, ...scene }, marked);
    return catalogue.entries.filter(({ index, kind }) => kind !== "submit" && mask[index] === 0).map(({ id }) => id);
  };

  it("allows what is there, in the task", () => {
    expect(invalid({})).toEqual(["cordon 2", "cordon 3", "uncordon 2", "uncordon 3", "mark web"]);
    expect(invalid({ task: "localization", nodes: ["a", "b", "c", "d"] })).toEqual([]);
    expect(invalid({ task: "localization", nodes: ["a", "b", "c", "d"] }, ["web"])).toEqual(["mark web"]);
  });

  it("allows making what is gone, and waiting", () => {
    const mask = catalogue.mask({ ...everything, workloads: new Set(), services: new Set(), nodes: [] });
    const valid = catalogue.entries.filter(({ index }) => mask[index] === 1).map(({ id }) => id);
    expect(valid).toEqual([
      "wait 10",
      "wait 60",
      "wait 300",
      "restore_service web",
      "recreate_volume web-pv",
      "submit",
    ]);
  });

  it("says the same as whyNot, and fills the bytes that it is given", () => {
    const scene: Scene = { ...everything, task: "localization", services: new Set(), nodes: [] };
    const into = new Uint8Array(catalogue.size).fill(9);
    expect(catalogue.mask(scene, ["web"], into)).toBe(into);
    const reasons = catalogue.entries.map(({ index }) => catalogue.whyNot(index, scene, ["web"]));
    expect([...into]).toEqual(reasons.map((reason) => Number(reason === undefined)));
    expect(reasons[number("set_target_port web 80")]).toBe(
      "Entry 16 (set_target_port web 80) is not valid now: Service web is not there.",
    );
  });
});
