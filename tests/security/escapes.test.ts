import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Attacker, attack } from "./attacker.ts";

const canary = "canary-of-the-host-2f1c";
const folder = mkdtempSync(join(tmpdir(), "attacked-"));
const file = join(folder, "secret.txt");
let attacker: Attacker;

beforeAll(async () => {
  writeFileSync(file, `${canary}\n`);
  process.env["HOST_SECRET"] = canary;
  attacker = await attack("noop_detection_hotel_reservation-1");
});
afterAll(async () => {
  await attacker[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
  delete process.env["HOST_SECRET"];
});

/** Ways to a file of the host, or to its environment. */
const ways: readonly string[] = [
  `cat ${file}; cat ../../../../../..${file}; cat //${file}; head ${file}; tail ${file}; od ${file}; base64 ${file}; grep . ${file}; sed p ${file}; awk 1 ${file}`,
  `jq -R . ${file}; yq . ${file}; sort ${file}; diff ${file} /dev/null; rg . ${folder}; find ${folder}; tar cf - ${folder} | tar tf -; gzip -c ${file}; xan from ${file}; file ${file}; stat ${file}`,
  `source ${file}; . ${file}; bash ${file}; while read x; do echo $x; done < ${file}; echo $(< ${file}); mapfile a < ${file}; echo "\${a[@]}"; cat <(cat ${file}); exec 9< ${file}; cat <&9`,
  `ln -s ${folder} /tmp/way; cat /tmp/way/secret.txt; ln ${file} /tmp/hard; cat /tmp/hard; cp -r ${folder} /tmp/copy; cat /tmp/copy/*; cp ${file} .; mv ${file} .; cat secret.txt; cd ${folder}; ls`,
  `cat /proc/self/environ /proc/$$/environ /proc/1/environ /proc/self/root${file} /proc/self/cwd/x /proc/1/root${file} /dev/fd/3 /dev/fd/10`,
  `env; printenv; export; echo $HOST_SECRET; echo \${!HOST*}; jq -n env; jq -n '$ENV'; jq -n 'env.HOST_SECRET'; yq -n env; awk 'BEGIN {print ENVIRON["HOST_SECRET"]}'; bash -c 'echo $HOST_SECRET'; env -i bash -c env`,
  `awk 'BEGIN {system("cat ${file}"); "cat ${file}" | getline x; print x; getline y < "${file}"; print y}'; sed 's/.*/cat ${file}/e' <<< x; sed 'r ${file}' <<< x; find / -exec cat ${file} +; xargs cat <<< ${file}; printf '%s' "$(cat ${file})"`,
  "node -e 'console.log(process.env)'; js-exec -c 'process.env'; python3 -c 'import os; print(os.environ)'; perl -e 'print %ENV'; ruby -e 'p ENV'; sqlite3 :memory: \"select readfile('/etc/passwd')\"; php -r 'echo 1;'; deno; bun; npx x",
  `kubectl apply -f ${file}; kubectl create cm x --from-file=${file}; kubectl create cm y --from-file=${folder}; kubectl get cm x y -o yaml; kubectl create secret generic z --from-env-file=${file}; kubectl patch cm x --patch-file=${file}; kubectl get pods -o go-template-file=${file}; kubectl get pods -o jsonpath-file=${file}; kubectl get pods -o custom-columns-file=${file}; kubectl cp ${file} x:/tmp/x; kubectl --kubeconfig=${file} get pods; kubectl apply -k ${folder}; kubectl kustomize ${folder}`,
  `kubectl get pods -o go-template='{{env "HOST_SECRET"}}{{.constructor.constructor}}'; kubectl get pods -o jsonpath='{.constructor.constructor("return process.env")()}'; kubectl get pods --sort-by='{.__proto__}'`,
  `kubectl exec deploy/frontend -- cat ${file}; kubectl exec deploy/frontend -- bash -c 'cat ${file}; ln -s ${folder} /tmp/w; ls /tmp/w; echo $HOST_SECRET; cat < ${file}; cat /proc/self/environ'; kubectl exec deploy/mongodb-geo -- mongo --quiet --eval 'cat("${file}")'; kubectl exec deploy/mongodb-geo -- mongo --quiet --eval 'this.constructor.constructor("return process.env")()'; kubectl exec deploy/mongodb-geo -- mongo --quiet ${file}; kubectl exec deploy/frontend -- curl -s file://${file}`,
  `curl -s file://${file}; wget -qO- file://${file}; curl http://127.0.0.1:1/; exec 5<>/dev/tcp/127.0.0.1/22; nc 127.0.0.1 22; helm install x ${folder}; helm template ${folder}; helm lint ${folder}`,
];

/** Ways to what all objects of the process inherit. */
const pollutions: readonly string[] = [
  `jq -n '{} | .__proto__.polluted = 1'; jq -n '{"__proto__": {"polluted": 1}} * {"__proto__": {"polluted": 2}}'; jq '.' <<< '{"__proto__": {"polluted": 1}}'; jq -n '{"a": 1} | setpath(["__proto__", "polluted"]; 1)'; jq -n '[["__proto__", "polluted"]] | .[0] as $p | {} | setpath($p; 1)'; jq -n '[{key: "__proto__", value: {polluted: 1}}] | from_entries'`,
  `yq . <<< $'__proto__:\\n  polluted: 1\\nconstructor: {prototype: {polluted: 1}}'; yq -n '.__proto__.polluted = 1'; yq '. * {"__proto__": {"polluted": 1}}' <<< '{}'`,
  `awk 'BEGIN {__proto__["polluted"] = 1; a["__proto__"] = 1; constructor = 2; print a["polluted"]}'; declare -A m; m[__proto__]=1; __proto__=1; constructor=2; export __proto__; echo \${m[polluted]}; __proto__() { :; }; alias __proto__=x; env __proto__=1 env`,
  `kubectl create cm q --from-literal=__proto__=x; kubectl patch cm q --type=merge -p '{"__proto__":{"polluted":1}}'; kubectl patch cm q --type=json -p '[{"op":"add","path":"/__proto__/polluted","value":1}]'; kubectl patch cm q --type=json -p '[{"op":"add","path":"/constructor/prototype/polluted","value":1}]'; kubectl patch cm q --type=strategic -p '{"metadata":{"__proto__":{"polluted":1}}}'; kubectl label cm q __proto__=polluted; kubectl annotate cm q constructor=1; kubectl set env deploy/geo __proto__=1`,
  'kubectl apply -f - <<< $\'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: z, __proto__: {polluted: 1}}\\n__proto__: {polluted: 1}\\n<<: {polluted: 1}\\n\'; kubectl apply --server-side -f - <<< \'{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"z"},"data":{"__proto__":"x"}}\'; kubectl get __proto__ constructor; kubectl constructor; kubectl get pods --__proto__=1',
  `kubectl exec deploy/mongodb-geo -- mongo --quiet --eval 'Object.prototype.polluted = 1; ({}).__proto__.polluted = 1; db.__proto__.polluted = 1; [].constructor.prototype.polluted = 1; var a = {}; a["__proto__"]["polluted"] = 1; db.x.insert({__proto__: {polluted: 1}})'`,
];

describe("an attacker in the shell", () => {
  it.each(ways)("reaches nothing of the host (%#)", async (command) => {
    const seen = await attacker.run(command);
    expect(seen).not.toContain(canary);
    // a trace of the program's own code
    expect(seen).not.toMatch(/node_modules|file:\/\/\/\S+\.(ts|js)|\bnode:internal|\n\s+at \S+ \(/);
  });

  it.each(pollutions)("changes nothing that all objects inherit (%#)", async (command) => {
    await attacker.run(command);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(([] as unknown as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("leaves the process its clock, its chance and its functions", async () => {
    const { Date: date, Function: make, setTimeout: later, Math: mathematics, JSON: json } = globalThis;
    const { random } = mathematics;
    await attacker.run(
      "date; echo $RANDOM; sleep 1; awk 'BEGIN {print rand()}'; kubectl exec deploy/frontend -- bash -c 'date; echo $RANDOM'",
    );
    expect([globalThis.Date, globalThis.Function, globalThis.setTimeout, globalThis.JSON]).toEqual([
      date,
      make,
      later,
      json,
    ]);
    expect(Math.random).toBe(random);
    expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(60_000);
  });
});
