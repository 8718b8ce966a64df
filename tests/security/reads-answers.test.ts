import { describe, expect, it } from "vitest";
import { sample } from "../support/long.ts";
import { attack, oneOfEachFault } from "./attacker.ts";

/** Everything that may be read, by every way to read it. */
const looks: Readonly<Record<string, string>> = {
  "objects, their annotations and accounts":
    "kubectl get all,cm,secrets,sa,pvc,endpoints,endpointslices,networkpolicies,roles,rolebindings,hpa,pdb,cronjobs,quota,limits,controllerrevisions,podtemplates,ingress -o yaml --show-managed-fields; kubectl get nodes,pv,sc -o json --show-managed-fields",
  "descriptions and tables":
    "kubectl describe all; kubectl describe nodes,pv,pvc,cm,sa; kubectl get all -o wide --show-labels",
  "events, in every order":
    "kubectl get events -o yaml; kubectl events --types=Warning; kubectl get events.events.k8s.io -o json; kubectl get events --sort-by=.metadata.uid",
  "what the cluster has beside":
    "kubectl get ns; kubectl get ns chaos-mesh observe kube-system -o yaml; kubectl get crd,clusterroles,clusterrolebindings,mutatingwebhookconfigurations,validatingwebhookconfigurations,apiservices,priorityclasses,leases; kubectl api-resources -o wide; kubectl api-versions; kubectl get pods -A; kubectl get pods -n chaos-mesh; kubectl get podchaos,networkchaos,iochaos,stresschaos,kernelchaos,schedules,workflows -A; kubectl explain podchaos; kubectl logs -n chaos-mesh deploy/chaos-controller-manager",
  "raw paths, verbosity, other identities":
    "kubectl get --raw /; kubectl get --raw /apis/chaos-mesh.org/v1alpha1; kubectl get --raw /logs; kubectl get --raw /metrics; kubectl get pods -v=9; kubectl get secrets -A --as=system:admin; kubectl get pods -A --as-group=system:masters --as=x; kubectl --kubeconfig=/etc/kubernetes/admin.conf get secrets -A; kubectl --token=x --server=https://127.0.0.1:6443 get podchaos -A; kubectl config view --raw; kubectl cluster-info dump",
  "the shell's own files and variables":
    "env; set; export -p; declare -p; alias; history; cat /proc/self/environ /proc/self/cmdline /proc/1/environ /proc/*/status; ls -laR / | head -600; cat /etc/* /root/.* /root/* /tmp/*; find / -type f -newer /etc/hosts -exec head -c 300 {} +; jq -n env; awk 'BEGIN{for(k in ENVIRON) print k, ENVIRON[k]}'",
  "containers' files, variables and processes":
    'for p in $(kubectl get pods -o name); do kubectl exec $p -- sh -c "env; ps aux; ls -la / /tmp /root /var/run/secrets/*/*; cat /proc/1/environ /proc/1/cmdline /var/run/secrets/kubernetes.io/serviceaccount/*; mount"; done',
  "logs of all containers":
    "for p in $(kubectl get pods -o name); do kubectl logs $p --all-containers --tail=200; kubectl logs $p --previous --tail=50; done",
};

/** Lines in which a command says again what it was asked for. */
const echoes =
  /doesn't have a resource type|could not find the requested resource|no matches for kind|is forbidden: User|not found/;

describe("an attacker does not read what is wrong", () => {
  for (const problem of sample(oneOfEachFault, 1)) {
    it(`in ${problem.id}`, async () => {
      await using attacker = await attack(problem.id);
      const telling = [
        "chaos",
        problem.id,
        "aiopslab",
        "injector",
        "oracle",
        "grader",
        ...problem.faults.map(({ name }) => name),
      ];
      for (const [what, command] of Object.entries(looks)) {
        const seen = (await attacker.run(command, 120)).split("\n").filter((line) => !echoes.test(line));
        const found = seen.filter((line) => telling.some((word) => line.toLowerCase().includes(word.toLowerCase())));
        expect(
          found.map((line) => line.slice(0, 160)),
          what,
        ).toEqual([]);
      }
    }, 180_000);
  }
});

describe("an attacker", () => {
  const problem = "noop_detection_hotel_reservation-1";

  it("gets no rights beyond those of the episode", async () => {
    await using attacker = await attack(problem);
    for (const command of [
      "kubectl create clusterrolebinding me --clusterrole=cluster-admin --user=me",
      "kubectl create rolebinding me --clusterrole=cluster-admin --serviceaccount=test-hotel-reservation:on-call",
      "kubectl create role all --verb='*' --resource='*'",
      "kubectl create ns mine",
      "kubectl delete ns test-hotel-reservation",
      "kubectl -n kube-system create cm x",
      "kubectl label ns test-hotel-reservation a=b",
      "kubectl delete nodes --all",
      "kubectl create token default",
      "kubectl run x --image=mongo:4.4.6 -n kube-system",
    ]) {
      expect(await attacker.run(command), command).toMatch(/forbidden|not available|not handed out/i);
    }
  });

  it("is told the same by can-i as by trying", async () => {
    await using attacker = await attack(problem);
    const yes = async (question: string): Promise<boolean> =>
      (await attacker.run(`kubectl auth can-i ${question}`)).startsWith("yes");
    expect(await yes("delete pods")).toBe(true);
    expect(await yes("create pods/exec")).toBe(true);
    expect(await yes("list nodes")).toBe(true);
    expect(await yes("get secrets -n kube-system")).toBe(false);
    expect(await yes("list pods -A")).toBe(false);
    expect(await yes("create rolebindings")).toBe(false);
  });
});
