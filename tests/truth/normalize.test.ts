import { describe, expect, it } from "vitest";
import { ageSeconds, processAges, restartsToMake } from "./initial-state.ts";
import { normalizeText, objectName } from "./normalize.ts";
import { variablesOf } from "./scenario-application.ts";
import { shellWords } from "./scenario-steps.ts";

describe("normalizeText", () => {
  it.each([
    ["Created pod: memcached-rate-7f6d7879f9-lv4wj", "Created pod: <pod of memcached-rate>"],
    ["Scaled up replica set search-688b95c89d from 0 to 1", "Scaled up replica set of search from 0 to 1"],
    [
      "in pod user-5d7655dd67-4sbtk_test-hotel-reservation(e4089337-de6b-4507-b298-f61be68d690e)",
      "in pod <pod of user>_test-hotel-reservation(<uid>)",
    ],
    [
      'Successfully pulled image "x" in 14ms (14ms including waiting). Image size: 7 bytes.',
      'Successfully pulled image "x" in <duration>. Image size: 7 bytes.',
    ],
    ["0/1 nodes are available: 1 node(s) didn't match", "<n>/<n> nodes are available: <n> node(s) didn't match"],
    ["\u001b[90m2026-11-21T09:43:51Z\u001b[0m \u001b[32mINF\u001b[0m ok", "<time> INF ok"],
    [
      "github.com/rs/zerolog.(*Event).msg(0x3ef0de30240, {0xace437, 0x14})",
      "github.com/rs/zerolog.(*Event).msg(<hex>, {<hex>, <hex>})",
    ],
  ])("turns %s into what every run prints", (text, expected) => {
    expect(normalizeText(text)).toBe(expected);
  });

  it("names objects by what they belong to", () => {
    expect(objectName("Pod", "geo-79d67857cb-982j6")).toBe("Pod of geo");
    expect(objectName("ReplicaSet", "mongodb-geo-748d678d9")).toBe("ReplicaSet of mongodb-geo");
    expect(objectName("Deployment", "mongodb-geo")).toBe("Deployment mongodb-geo");
  });
});

describe("shellWords", () => {
  it("splits as a shell does", () => {
    expect(shellWords(`patch svc x --type=json -p '[{"op":"replace"}]'`)).toEqual([
      "patch",
      "svc",
      "x",
      "--type=json",
      "-p",
      '[{"op":"replace"}]',
    ]);
    expect(shellWords('set image "deploy/a b" c=d\\ e')).toEqual(["set", "image", "deploy/a b", "c=d e"]);
  });
});

describe("restartsToMake", () => {
  const table = (consul: string, user: string): string =>
    [
      "NAME                       READY   STATUS    RESTARTS      AGE   IP   NODE     NOMINATED NODE   READINESS GATES",
      `consul-9fd6fc9ff-8rb2l     1/1     Running   0             ${consul}   1.2.3.4   node-1   <none>   <none>`,
      "frontend-b8dcdfd79-mstf9   1/1     Running   0             22m   1.2.3.5   node-1   <none>   <none>",
      `user-5d7655dd67-x6p7z      1/1     Running   ${user}   22m   1.2.3.6   node-1   <none>   <none>`,
    ].join("\n");

  it("reads ages as kubectl prints them", () => {
    expect(ageSeconds("5m1s")).toBe(301);
    expect(ageSeconds("2d3h")).toBe(183_600);
    expect(processAges(table("22m", "1 (2m ago)")).map(({ seconds }) => seconds)).toEqual([1320, 1320, 120]);
  });

  it("restarts nothing when Consul is as old as its callers", () => {
    expect(restartsToMake(processAges(table("22m", "0")))).toEqual([]);
  });

  it("restarts Consul when it is younger than its callers, and then what is younger still", () => {
    expect(restartsToMake(processAges(table("5m1s", "1 (2m ago)")))).toEqual([
      { service: "consul", secondsBefore: 286 },
      { service: "user", secondsBefore: 105 },
    ]);
  });
});

describe("variablesOf", () => {
  it("reads a request's variables from its URL", () => {
    expect(variablesOf("/hotels?inDate=2015-04-14&outDate=2015-04-16&lat=38.143&lon=-122.024")).toEqual({
      inDay: "14",
      outDay: "16",
      lat: "38.143",
      lon: "-122.024",
    });
    expect(variablesOf("/user?username=Cornell_309&password=309309")).toEqual({ userId: "309" });
  });
});
