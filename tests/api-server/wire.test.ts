import { readFileSync } from "node:fs";
import { busyboxImage, busyboxProgram, openEmbeddedCluster } from "@aiops-gym/embedded";
import { serveCluster } from "@aiops-gym/embedded/http";
import { beforeAll, describe, expect, it } from "vitest";
import { askAll, makeNamespace, type WireAnswer } from "./wire-answers.ts";
import { wireRequests } from "./wire-requests.ts";

const recorded: Readonly<Record<string, WireAnswer>> = JSON.parse(
  readFileSync(new URL("recordings/wire.json", import.meta.url), "utf8"),
);

/** Requests that are answered otherwise on purpose, and why. */
const differences: Readonly<Record<string, string>> = {
  "no form that can be given": "no protobuf is offered in answers",
  "creates a pod for another scheduler": "what admission plugins add, the creator owns here too",
  "asks what it may do": "nobody owns the fields of questions, which are not stored",
  "asks for a token": "nobody owns the fields of questions, which are not stored",
  "deletes in the foreground":
    "what a deletion marks, the garbage collector owns; a scale that was taken back keeps its entry",
};

describe("answers on the wire are those of a real kube-apiserver", () => {
  let ours: Readonly<Record<string, WireAnswer>> = {};
  beforeAll(async () => {
    const images = [busyboxImage("docker.io/library/bb:1")];
    await using server = await serveCluster(openEmbeddedCluster({ seed: 1, images, programs: [busyboxProgram] }), {
      clock: 1,
    });
    const headers = { authorization: `Bearer ${server.token}` };
    const reached = { server: server.url, options: { ca: server.authority, headers } };
    await makeNamespace(reached);
    ours = await askAll(reached);
  });

  it.each(wireRequests)("$name", ({ name }) => {
    if (differences[name] === undefined) expect(ours[name]).toEqual(recorded[name]);
    else expect(ours[name], `${name} is answered alike now: it is no difference any more`).not.toEqual(recorded[name]);
  });
});
