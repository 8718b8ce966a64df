import { makeVectorEnv } from "aiops-gym";
import { describe, expect, it } from "vitest";
import { attack, attackerOf } from "./attacker.ts";

const problem = "noop_detection_hotel_reservation-1";
const leave =
  "echo left > /tmp/left; export LEFT=left; left() { echo left; }; alias left=left; kubectl create cm left --from-literal=a=left; kubectl annotate node node-1 left=left; kubectl exec deploy/frontend -- sh -c 'echo left > /tmp/left'";
const look =
  "cat /tmp/left; echo $LEFT; left; kubectl get cm left -o name; kubectl get node node-1 -o yaml | grep 'left: '; kubectl exec deploy/frontend -- cat /tmp/left";
/** Something of what was left, beside complaints that it is not there. */
const traces = /^(left|configmap\/left)$|left: left/m;

describe("an attacker in one episode", () => {
  it("changes nothing in another, at the same time or after it", async () => {
    await using one = await attack(problem, 3);
    await using other = await attack(problem, 3);
    await one.run(leave);
    expect(await one.run(look)).toMatch(traces);
    expect(await other.run(look)).not.toMatch(traces);
    await one.env.reset(problem, { seed: 3 });
    expect(await one.run(look)).not.toMatch(traces);
  });

  it("changes nothing in forks, and forks nothing in it", async () => {
    await using original = await attack(problem, 4);
    await using fork = attackerOf(await original.env.fork());
    await original.run(leave);
    expect(await fork.run(look)).not.toMatch(traces);
    await using second = attackerOf(await original.env.fork());
    expect(await second.run(look)).toMatch(traces);
    await second.run("rm /tmp/left; kubectl delete cm left");
    expect(await original.run(look)).toMatch(traces);
  });

  it("changes nothing in the other environments of a vector, nor in the next episode of its own", async () => {
    await using vector = await makeVectorEnv({ numEnvs: 2, episodes: [problem], env: { maxSteps: 3 } });
    const shell = (command: string) => ({ name: "exec_shell", arguments: { command } });
    await vector.reset({ seed: 9 });
    await vector.step([shell(leave), shell("true")]);
    const seen = async (): Promise<readonly string[]> => {
      const { observations } = await vector.step([shell(look), shell(look)]);
      return observations.map(({ text }) => text);
    };
    const [own = "", other = ""] = await seen();
    expect(own).toMatch(traces);
    expect(other).not.toMatch(traces);
    // the last step of the episodes, and the one that begins the next
    await vector.step([shell("true"), shell("true")]);
    await vector.step([shell("true"), shell("true")]);
    for (const text of await seen()) expect(text).not.toMatch(traces);
  });

  it("says the same after the same, whatever ran beside it", async () => {
    await using one = await attack(problem, 5);
    await using other = await attack(problem, 5);
    const command =
      "kubectl create cm x; kubectl get cm x -o jsonpath='{.metadata.uid}'; echo $RANDOM; date +%s%N; mktemp; kubectl exec deploy/frontend -- bash -c 'echo $RANDOM; mktemp; date; ls -la /proc'";
    const [first] = await Promise.all([
      one.run(command),
      (await attack(problem, 6)).run("for i in 1 2 3; do echo $RANDOM; sleep 1; done"),
    ]);
    expect(await other.run(command)).toBe(first);
  });
});
