import type { KubeObject } from "@aiops-gym/cluster";
import { describe, expect, it, vi } from "vitest";
import { putObject } from "../../src/apiserver/store.ts";
import { execInPod } from "../../src/exec/exec-in-pod.ts";
import { runInitScripts } from "../../src/exec/mongo/init-scripts.ts";
import { authorize, openCollection } from "../../src/processes/mongod-data.ts";
import { listen } from "../../src/runtime/containers.ts";
import { mongodDataOf } from "../../src/runtime/mongod-volume.ts";
import { addPod, addService, emptySimulation } from "../runtime/fake-cluster.ts";

vi.mock("../../src/processes/process.ts", () => ({
  startProcess: () => {},
  signalProcess: () => {},
  processEnded: () => {},
}));
vi.mock("../../src/kubelet/container-exited.ts", () => ({ containerExited: () => {} }));
vi.mock("../../src/processes/serve-probe.ts", () => ({ answerHttp: () => {} }));

// An init script of the form that databases with users come with; made up for this test.
const initScript = `#!/bin/bash
ADMIN_USER="admin"
TARGET_DB="geo-db"
# wait until it is there
until mongo --eval "print('ready')" > /dev/null 2>&1; do
  sleep 1
done
echo "creating users"
mongo admin --eval "db.createUser({user: '$ADMIN_USER', pwd: 'admin', roles:[{role:'userAdminAnyDatabase',db:'admin'}]});"
mongo admin -u $ADMIN_USER -p admin --authenticationDatabase admin \\
  --eval "db.grantRolesToUser('$ADMIN_USER', [{role: 'readWrite', db: '$TARGET_DB'}]);"
mongo admin --eval "db.createUser({user: 'root', pwd: 'root', roles:[{role:'userAdminAnyDatabase',db:'admin'}]});"
`;
const revokeScript = `#!/bin/bash
USER="admin"
mongo admin -u $USER -p admin --authenticationDatabase admin --eval "db.revokeRolesFromUser('$USER', [{role: 'readWrite', db: 'geo-db'}]);"
echo "done"
`;

function database() {
  const sim = emptySimulation();
  const configMap = (name: string, data: Record<string, string>): void => {
    const metadata = {
      name,
      namespace: "shop",
      uid: name,
      resourceVersion: "",
      creationTimestamp: "2026-01-05T09:00:00Z",
    };
    putObject<KubeObject>(sim, { apiVersion: "v1", kind: "ConfigMap", metadata, data });
  };
  configMap("init", { "init.sh": initScript });
  configMap("failures", { "revoke.sh": revokeScript });
  const { id, ip } = addPod(sim, "mongodb-geo-1", {
    image: "mongo:4.4.6",
    args: ["--auth"],
    mounts: [
      { path: "/docker-entrypoint-initdb.d", source: { kind: "configMap", name: "init" } },
      { path: "/scripts", source: { kind: "configMap", name: "failures" } },
      { path: "/data/db", source: { kind: "hostPath", name: "/data/volumes/geo-pv" } },
    ],
  });
  const container = sim.state.runtime.containers.get(id);
  if (container === undefined) throw new Error("no container");
  const init = runInitScripts(sim, container);
  listen(sim, id, 27017);
  addService(sim, "mongodb-geo", "10.96.7.7", 27017, 27017, [ip]);
  sim.run(sim.now + 2_000_000);
  const holder = { sim };
  const exec = (...command: string[]) => execInPod(holder, { namespace: "shop", name: "mongodb-geo-1" }, { command });
  return { sim, id, init, data: mongodDataOf(sim, id), exec, holder };
}

const asAdmin = ["-u", "admin", "-p", "admin", "--authenticationDatabase", "admin"];

describe("runInitScripts", () => {
  it("makes the users of the scripts once, on an empty volume", () => {
    const { sim, id, init, data } = database();
    expect(init.scripts.map(({ name, exitCode }) => [name, exitCode])).toEqual([
      ["/docker-entrypoint-initdb.d/init.sh", 0],
    ]);
    expect(init.scripts[0]?.output).toContain("Successfully added user: {");
    expect(data.users.get("admin.admin")?.roles).toEqual([
      { role: "userAdminAnyDatabase", db: "admin" },
      { role: "readWrite", db: "geo-db" },
    ]);
    expect(data.users.has("admin.root")).toBe(true);
    const container = sim.state.runtime.containers.get(id);
    expect(container && runInitScripts(sim, container).scripts).toEqual([]);
  });
});

describe("mongo", () => {
  it("revokes a role by a mounted script run with bash", async () => {
    const { data, exec } = database();
    const result = await exec("/bin/bash", "/scripts/revoke.sh");
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    expect(result.stdout.split("\n")).toEqual([
      "MongoDB shell version v4.4.6",
      "connecting to: mongodb://127.0.0.1:27017/admin?authSource=admin&compressors=disabled&gssapiServiceName=mongodb",
      expect.stringMatching(/^Implicit session: session \{ "id" : UUID\("[0-9a-f-]{36}"\) \}$/),
      "MongoDB server version: 4.4.6",
      "done",
      "",
    ]);
    expect(data.users.get("admin.admin")?.roles).toEqual([{ role: "userAdminAnyDatabase", db: "admin" }]);
  });

  it("fails to log in with a wrong password or an unknown user, with code 1", async () => {
    const { exec } = database();
    const result = await exec(
      "mongo",
      "admin",
      "-u",
      "admin",
      "-p",
      "wrong",
      "--authenticationDatabase",
      "admin",
      "--eval",
      "1",
    );
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(
      "Error: Authentication failed. :\nconnect@src/mongo/shell/mongo.js:374:17\n@(connect):2:6\nexception: connect failed\nexiting with code 1\n",
    );
  });

  it("says what is not allowed, as the server does", async () => {
    const { exec } = database();
    const anonymous = await exec("mongo", "geo-db", "--quiet", "--eval", "db.geo.count()");
    expect(anonymous.stdout).toMatch(
      /^uncaught exception: Error: count failed: command count requires authentication :\n/,
    );
    expect(anonymous.exitCode).toBe(252);
    const admin = await exec("mongo", "rate-db", "--quiet", ...asAdmin, "--eval", "db.inventory.find({hotelId: '3'})");
    expect(admin.stdout).toMatch(
      /not authorized on rate-db to execute command \{ find: \\"inventory\\", filter: \{ hotelId: \\"3\\" \}, lsid: \{ id: UUID\(\\"[0-9a-f-]{36}\\"\) \}, \$db: \\"rate-db\\" \}/,
    );
  });

  it("drops, makes and shows users", async () => {
    const { data, exec } = database();
    const root = ["-u", "root", "-p", "root", "--authenticationDatabase", "admin"];
    expect((await exec("mongo", "admin", "--quiet", ...root, "--eval", "db.dropUser('admin');")).stdout).toBe("true\n");
    expect(data.users.has("admin.admin")).toBe(false);
    const again = await exec(
      "mongo",
      "admin",
      "--quiet",
      ...root,
      "--eval",
      "db.createUser({user:'admin',pwd:'admin',roles:[{role:'readWrite',db:'geo-db'}]})",
    );
    expect(again.stdout).toBe(
      'Successfully added user: {\n\t"user" : "admin",\n\t"roles" : [\n\t\t{\n\t\t\t"role" : "readWrite",\n\t\t\t"db" : "geo-db"\n\t\t}\n\t]\n}\n',
    );
    const twice = await exec(
      "mongo",
      "admin",
      "--quiet",
      ...root,
      "--eval",
      "db.createUser({user:'admin',pwd:'x',roles:[]})",
    );
    expect(twice.stdout).toContain(`uncaught exception: Error: couldn't add user: User "admin@admin" already exists :`);
    const users = await exec("mongo", "admin", "--quiet", ...root, "--eval", "db.getUsers().map(u => u.user)");
    expect(users.stdout).toBe('[ "admin", "root" ]\n');
    const nobody = await exec(
      "mongo",
      "admin",
      "--quiet",
      ...root,
      "--eval",
      "db.grantRolesToUser('nobody', ['read'])",
    );
    expect(nobody.stdout).toContain(`Error: Could not find user "nobody" for db "admin" :`);
  });

  it("reads and writes documents", async () => {
    const { data, exec } = database();
    openCollection(data, "geo-db", "geo").count = 80;
    const script = "db.geo.count() + ' ' + db.getCollectionNames().join(); ";
    expect((await exec("mongo", "geo-db", "--quiet", ...asAdmin, "--eval", script)).stdout).toBe("80 geo\n");
    const insert = "var r = db.notes.insert({a: 1, tags: ['x']}); print(r.nInserted); db.notes.find({a: 1})";
    const found = await exec("mongo", "geo-db", "--quiet", ...asAdmin, "--eval", insert);
    expect(found.stdout).toMatch(/^1\n\{ "_id" : ObjectId\("[0-9a-f]{24}"\), "a" : 1, "tags" : \[ "x" \] \}\n$/);
  });

  it("reaches a server by its service, and says why not", async () => {
    const { exec } = database();
    expect(
      (await exec("mongo", "--quiet", "--host", "mongodb-geo", ...asAdmin, "--eval", "db.runCommand({ping: 1}).ok"))
        .stdout,
    ).toBe("1\n");
    const refused = await exec("mongo", "--quiet", "--port", "27018", "--eval", "1");
    expect(refused.stdout).toContain(
      "Error: couldn't connect to server 127.0.0.1:27018, connection attempt failed: SocketException: Error connecting to 127.0.0.1:27018 :: caused by :: Connection refused :",
    );
  });

  it("runs lines from standard input, and goes on after a failure", async () => {
    const { holder } = database();
    const result = await execInPod(
      holder,
      { namespace: "shop", name: "mongodb-geo-1" },
      { command: ["mongo", "--quiet", ...asAdmin], stdin: "use geo-db\nnosuch()\ndb.getName()\n" },
    );
    expect(result.stdout).toBe(
      "switched to db geo-db\nuncaught exception: ReferenceError: nosuch is not defined :\n@(shell):1:1\ngeo-db\n",
    );
  });

  it.each([
    ["({}).constructor.constructor('return process')()"],
    ["db.constructor"],
    ["[].map.constructor('return 1')()"],
    ["var o = {}; o['__proto__'] = {x: 1}"],
    ["while (true) {}"],
    ["function f() { return f() } f()"],
    ["globalThis.process"],
  ])("keeps %s inside", async (script) => {
    const { exec } = database();
    const result = await exec("mongo", "--quiet", ...asAdmin, "--eval", script);
    expect(result.stdout).not.toContain("[object process]");
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});

describe("authorize", () => {
  it("prints the command that is not allowed", () => {
    const user = {
      name: "admin",
      db: "admin",
      password: "admin",
      id: "",
      roles: [{ role: "userAdminAnyDatabase", db: "admin" }],
    };
    expect(authorize(user, "geo-db", "read", '{ count: "geo", query: { hotelId: "1" }, $db: "geo-db" }')?.message).toBe(
      'not authorized on geo-db to execute command { count: "geo", query: { hotelId: "1" }, $db: "geo-db" }',
    );
    expect(
      authorize({ ...user, roles: [{ role: "readWrite", db: "geo-db" }] }, "geo-db", "read", "{}"),
    ).toBeUndefined();
  });
});
