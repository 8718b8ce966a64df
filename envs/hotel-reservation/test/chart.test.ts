/**
 * The chart says what the manifests say.
 * @module
 */
import { openEmbeddedCluster } from "@aiops-gym/embedded";
import { createShell, type Shell } from "@aiops-gym/shell";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { hotelReservation } from "../src/index.ts";

interface Named {
  readonly kind: string;
  readonly metadata: { readonly name?: string };
}

function open(): Shell {
  const { api, clock } = openEmbeddedCluster({ seed: 1 });
  return createShell({ api, clock, namespace: "default", charts: hotelReservation.charts ?? {} });
}

const byName = (objects: readonly Named[]): readonly Named[] =>
  [...objects].sort((a, b) => (`${a.kind} ${a.metadata.name}` < `${b.kind} ${b.metadata.name}` ? -1 : 1));

async function render(flags = ""): Promise<readonly Named[]> {
  const { stdout, stderr } = await open().run(`helm template hotels /opt/charts/hotel-reservation ${flags}`);
  expect(stderr).toBe("");
  return byName(parseAllDocuments(stdout, { version: "1.1" }).map((document) => document.toJS() as Named));
}

describe("the chart of Hotel Reservation", () => {
  it("renders the application's manifests", async () => {
    expect(await render()).toEqual(byName(JSON.parse(JSON.stringify(hotelReservation.manifests)) as readonly Named[]));
  });

  it("has values for replicas, images and resources", async () => {
    const flags =
      "--set services.frontend.replicas=3,services.frontend.image=other:2,services.frontend.resources.limits.cpu=2 " +
      "--set volumes.create=false,jaegerOut.enabled=false";
    const objects = await render(flags);
    const frontend = objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "frontend");
    expect(frontend).toMatchObject({
      spec: {
        replicas: 3,
        template: { spec: { containers: [{ image: "other:2", resources: { limits: { cpu: 2 } } }] } },
      },
    });
    expect(objects.filter(({ kind }) => kind.startsWith("Persistent"))).toEqual([]);
  });

  it("cannot be changed from within the shell, and is no part of what the shell keeps", async () => {
    const shell = open();
    const { stderr, exitCode } = await shell.run("echo x > /opt/charts/hotel-reservation/values.yaml");
    expect({ stderr, exitCode }).toEqual({
      stderr: "bash: /opt/charts/hotel-reservation/values.yaml: Read-only file system\n",
      exitCode: 1,
    });
    expect((await shell.run("helm lint /opt/charts/hotel-reservation")).exitCode).toBe(0);
    expect(await shell.files()).toEqual({});
  });
});
