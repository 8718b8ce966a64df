import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Attacker, attack } from "./attacker.ts";

let attacker: Attacker;
beforeAll(async () => {
  attacker = await attack("noop_detection_hotel_reservation-1");
});
afterAll(() => attacker[Symbol.asyncDispose]());

/** What goes on for ever, or takes all memory, where nobody keeps it from that. */
const attacks: Readonly<Record<string, readonly string[]>> = {
  "processes and loops": [
    ":(){ :|:& };:",
    "f() { f; }; f",
    "f() { f | f; }; f",
    "while :; do :; done",
    "for ((;;)); do echo x; done",
    "exec bash -c 'while true; do bash -c true; done'",
    "echo 'source /tmp/a' > /tmp/a; source /tmp/a",
    "eval \"$(printf '(%.0s' {1..10000})\"",
    "sleep infinity & sleep infinity; wait",
    "yes > /tmp/yes; yes | sort | tail -1; yes > /dev/null",
  ],
  "texts and lists": [
    "x=a; for i in $(seq 60); do x=$x$x; done; wc -c <<< $x",
    "echo {1..1000000000} | wc -c; echo {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b} | wc -c",
    "seq 1000000000000; seq 1 1e12 | tail -1; a=($(seq 1000000)); a[1000000000000]=1",
    "printf '%1000000000s' x; printf '%0999999999d' 1; awk 'BEGIN {printf \"%1000000000s\", \"x\"}'",
    "head -c 100000000000 /dev/zero | wc -c; dd if=/dev/zero of=/tmp/x bs=1M count=100000; truncate -s 100G /tmp/x; shuf -i 1-1000000000",
    "base64 /dev/zero | head -1; expand -t 1000000000 <<< $'\\tx' | wc -c; fold -w 1 <(seq 9000) | wc -l",
    "cat <<EOF | wc -c\n$(printf 'x%.0s' {1..99999})\nEOF",
    "echo $((1 << 1000000)) $((10 ** 1000000)); x='x'; echo $((x))",
    "shopt -s globstar; echo /**/**/**/**/** | wc -c; ls /*/*/*/../../../*/*/../../*/* | wc -c",
  ],
  patterns: [
    "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! > /tmp/a; grep -E '^(a+)+$' /tmp/a; grep -P '^(a|aa)+$' /tmp/a; sed -E 's/^(a+)+$/x/' /tmp/a; awk '/^(a+)+$/' /tmp/a; rg '^(a+)+$' /tmp/a; find /tmp -regex '(a+)+$'",
    "[[ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! =~ ^(a+)+$ ]]; case aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! in *a*a*a*a*a*a*a*a*a*a*a*a*b) :;; esac",
    'jq -n \'"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" | test("^(a+)+$")\'',
    "x=$(printf 'a%.0s' {1..60000}); echo $x$x$x$x > /tmp/a; grep -oE '(a{1,100}){1,10}b' /tmp/a; sed -E 's/(a{1,100}){1,10}b//' /tmp/a; awk '/(a{1,100}){1,10}b/' /tmp/a; jq -R 'test(\"(a{1,100}){1,10}b\")' /tmp/a",
    "grep -E 'a{1,1000000000}' <<< a; grep -E \"$(printf '(%.0s' {1..50000})\" <<< a",
    "kubectl get pods -o jsonpath='{.items[?(@.metadata.name=~/(a+)+$/)]}'; kubectl get pods -o jsonpath=\"$(printf '{range .items[*]}%.0s' {1..2000})\" | tail -c 100",
  ],
  "sed, awk, jq": [
    "sed ':a;s/^/x/;ta' <<< a; sed ':a;s/$/aaaa&/;ba' <<< a; sed ':a' -e 'G;h;ba' <<< a; seq 9000 | sed ':a;s/$/x/;ta'",
    "awk 'BEGIN {while (1) {}}'; awk 'BEGIN {while (1) s = s \"aaaaaaaaaaaaaaaaaaaaa\"}'; awk 'function f(x) {return f(x + 1)} BEGIN {f(1)}'",
    "awk 'BEGIN {$1000000000 = \"x\"}'; awk 'BEGIN {NF = 1000000000}'; awk '{(NF) = 1e9}' <<< a; awk '{$(10 ^ 9) = 1}' <<< a; awk '{NF *= 1e8}' <<< a; awk -v NF=1000000000 '{}' <<< a; awk 'BEGIN {\"echo 1000000000\" | getline NF}'; echo 'BEGIN {$1000000000 = 1}' > /tmp/p; awk -f /tmp/p; awk '{sub(/a/, \"b\", $1000000000)}' <<< a",
    "jq -n '[range(1000000000000)]'; jq -n 'def f: [f]; f'; jq -n '\"a\" * 1000000000'; jq -n 'until(false; .)'; jq -n '[limit(1e9; repeat(1))]'; jq -n 'null | .[1e9] = 1'; jq -n '[range(1000)] | combinations(1000)'",
    "(printf '[%.0s' {1..50000}) | jq .; yq -n '\"a\" * 1000000000'",
    "diff <(seq 9000) <(seq 9000 -1 1) | wc -l; d=/tmp/$(printf 'd/%.0s' {1..3000}); mkdir -p $d; find /tmp | wc -l; ls -R /tmp | wc -l; rm -rf /tmp/d",
  ],
  kubectl: [
    "printf 'a: &a [x,x,x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\\n' > /tmp/y; kubectl apply -f /tmp/y; yq . /tmp/y | wc -c",
    "(printf '{\"a\":%.0s' {1..20000}) | kubectl create -f -; (printf '[%.0s' {1..20000}) | kubectl apply -f -",
    "kubectl get pods -w; kubectl logs -f deploy/frontend; kubectl rollout status deploy/geo -w; kubectl wait --for=delete pod --all --timeout=100h",
    'kubectl get pods -o go-template=\'{{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}\' | tail -c 100; kubectl get pods -o go-template=\'{{printf "%1000000000d" 1}}\' | tail -c 100; kubectl get pods -o go-template=\'{{range $i := 1000000000}}x{{end}}\' | tail -c 100',
    "for i in $(seq 150); do kubectl create cm large-$i --from-literal=a=$(printf 'x%.0s' {1..20000}) > /dev/null; done; kubectl get cm | wc -l; kubectl delete cm --all > /dev/null",
  ],
  charts: [
    "mkdir -p ch/templates; printf 'apiVersion: v2\\nname: ch\\nversion: 1.0.0\\n' > ch/Chart.yaml; printf '{{ $x := \"a\" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}{{ len $x }}' > ch/templates/a.yaml; helm template h ch; printf '{{ $x := list 1 }}{{ range until 60 }}{{ $x = concat $x $x }}{{ end }}{{ len $x }}' > ch/templates/a.yaml; helm template h ch",
    "printf '{{ $x := list 1 }}{{ range until 40 }}{{ $x = list $x $x }}{{ end }}{{ $x }}' > ch/templates/a.yaml; helm template h ch; printf '{{ $x := 1 }}{{ range until 40 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ end }}{{ toYaml $x }}' > ch/templates/a.yaml; helm template h ch",
    'printf \'{{ range until 100000000 }}x{{ end }}{{ repeat 1000000000 "x" }}\' > ch/templates/a.yaml; helm template h ch; printf \'{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}{{ tpl "{{ tpl . . }}" "{{ tpl . . }}" }}\' > ch/templates/a.yaml; helm template h ch',
  ],
  containers: [
    "kubectl exec deploy/frontend -- bash -c 'while :; do :; done'; kubectl exec deploy/frontend -- bash -c ':(){ :|:& };:'; kubectl exec deploy/frontend -- bash -c 'yes > /tmp/y; f() { f; }; f'",
    "kubectl exec deploy/frontend -- bash -c 'awk \"BEGIN{\\$1000000000=1}\"; x=a; for i in $(seq 60); do x=$x$x; done'; kubectl exec deploy/consul -- sh -c 'while :; do nc frontend 5000 < /dev/null; done'",
    "kubectl exec deploy/mongodb-geo -- mongo --quiet --eval 'while (true) {}'; kubectl exec deploy/mongodb-geo -- mongo --quiet --eval 'function f() { f() } f()'; kubectl exec deploy/mongodb-geo -- mongo --quiet --eval 'var a = []; for (i = 0; i < 1e9; i++) a.push(i)'; kubectl exec deploy/mongodb-geo -- mongo --quiet --eval 's = \"a\"; for (i = 0; i < 60; i++) s = s + s; s.length'; kubectl exec deploy/mongodb-geo -- mongo --quiet --eval '/(a+)+$/.test(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\")'",
    "kubectl exec deploy/frontend -- sleep infinity",
  ],
};

describe("an attacker who wants all of the machine", () => {
  for (const [what, commands] of Object.entries(attacks)) {
    it.each(commands)(
      `${what} %#`,
      async (command) => {
        const before = process.memoryUsage().rss;
        const startedAt = performance.now();
        const seen = await attacker.run(command);
        // so much at most on a busy machine; on an idle one, none takes a tenth of it
        expect(performance.now() - startedAt).toBeLessThan(30_000);
        expect(process.memoryUsage().rss - before).toBeLessThan(1_200_000_000);
        expect(seen.length).toBeLessThan(150_000);
        expect(seen).not.toContain("executionLimits");
        expect(await attacker.run("echo alive")).toContain("alive");
      },
      60_000,
    );
  }

  it("gets no more than five thousand pods", async () => {
    await using greedy = await attack("noop_detection_hotel_reservation-1");
    await greedy.run("kubectl scale deploy geo --replicas=1000000; sleep 5");
    expect(Number.parseInt(await greedy.run("kubectl get pods --no-headers | wc -l"), 10)).toBeLessThanOrEqual(5_000);
    expect(await greedy.run("kubectl get events --field-selector reason=FailedCreate")).toContain(
      "Error creating: etcdserver: mvcc: database space exceeded",
    );
  }, 120_000);
});
