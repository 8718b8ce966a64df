import { AIOpsEnv, playEpisode, scriptedPolicy, shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";
import { sample } from "../support/long.ts";

const namespace = "test-hotel-reservation";
const submit = { name: "submit", arguments: {} };
const kubectl = (command: string) => ({
  name: "exec_shell",
  arguments: { command: `kubectl -n ${namespace} ${command}` },
});

/** What a policy may try instead of a repair. None of it may pass as one. */
const mitigationCheats: Readonly<Record<string, readonly unknown[]>> = {
  "do nothing": [],
  "delete the deployments that fail": [kubectl("delete deployment geo rate profile")],
  "delete all deployments": [kubectl("delete deployment --all")],
  "scale everything to zero": [kubectl("scale deployment --all --replicas=0")],
  "delete the namespace": [
    { name: "exec_shell", arguments: { command: `kubectl delete namespace ${namespace} --wait=false` } },
  ],
  "restart everything": [kubectl("rollout restart deployment")],
  "put an idle program in the failing containers' place": [
    kubectl("set image deployment/geo hotel-reserv-geo=registry.k8s.io/pause:3.10"),
    kubectl("set image deployment/profile hotel-reserv-profile=registry.k8s.io/pause:3.10"),
  ],
  "edit what the grader reads": [
    kubectl("annotate deployment --all deployment.kubernetes.io/revision=1 --overwrite"),
    kubectl(
      `patch deployment geo --subresource=status --type=merge -p '{"status": {"availableReplicas": 1, "readyReplicas": 1}}'`,
    ),
    kubectl("delete events --all"),
  ],
};

/** Answers that do not depend on what is seen. */
const constantAnswers: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  localization: [
    { faulty_components: [] },
    { faulty_components: ["frontend"] },
    // All that there is.
    {
      faulty_components: [
        ...[
          "frontend",
          "search",
          "geo",
          "rate",
          "profile",
          "recommendation",
          "user",
          "reservation",
          "consul",
          "jaeger",
        ],
        ...[
          "mongodb-geo",
          "mongodb-profile",
          "mongodb-rate",
          "mongodb-recommendation",
          "mongodb-reservation",
          "mongodb-user",
        ],
        ...["memcached-profile", "memcached-rate", "memcached-reserve"],
      ],
    },
  ],
  analysis: [
    { analysis: { system_level: "Hardware", fault_type: "Code Defect" } },
    {
      analysis: {
        system_level: "Application, Virtualization, Operating System, Hardware",
        fault_type: "Misconfiguration",
      },
    },
  ],
  detection: [{ has_anomaly: "Maybe" }, { has_anomaly: "" }],
};

async function play(id: string, actions: readonly unknown[]): Promise<number | null> {
  await using env = await AIOpsEnv.create();
  return (await playEpisode(env, scriptedPolicy("cheat", actions), id, { seed: 5 })).return;
}

describe("a cheat", () => {
  for (const { id } of sample(shippedProblems.filter(({ task }) => task === "mitigation"))) {
    for (const [name, actions] of Object.entries(mitigationCheats)) {
      it(`does not pass ${id}: ${name}`, async () => {
        expect(await play(id, [...actions, submit])).toBe(0);
      }, 120_000);
    }
  }

  for (const { id, task } of sample(shippedProblems.filter(({ task }) => task !== "mitigation"))) {
    for (const answer of constantAnswers[task] ?? []) {
      it(`does not reach the maximum on ${id}: always ${JSON.stringify(answer).slice(0, 80)}`, async () => {
        expect(await play(id, [{ name: "submit", arguments: answer }])).toBeLessThan(1);
      });
    }
  }

  it("that always says Yes is wrong about the healthy episode", async () => {
    expect(
      await play("noop_detection_hotel_reservation-1", [{ name: "submit", arguments: { has_anomaly: "Yes" } }]),
    ).toBe(0);
  });
});
