/**
 * The real helm goes on where ours left off, and ours where the real one did: releases are kept alike.
 * @module
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openEmbeddedCluster } from "@aiops-gym/embedded";
import { type ClusterServer, serveCluster } from "@aiops-gym/embedded/http";
import { hotelReservation } from "@aiops-gym/hotel-reservation";
import { createShell, type Shell } from "@aiops-gym/shell";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../api-server/served.ts";
import { needs } from "../support/needs.ts";
import { chartFiles, normalise } from "./run-session.ts";

const helm = needs("AIOPS_GYM_HELM", "the real Helm and ours on the same releases") ?? "";

describe.skipIf(helm === "")("the real helm and ours", () => {
  let server: ClusterServer;
  let folder: string;
  let shell: Shell;
  beforeAll(async () => {
    const cluster = openEmbeddedCluster({ seed: 7 });
    const { api, clock } = cluster;
    server = await serveCluster(cluster, { clock: "stepped" });
    folder = await mkdtemp(join(tmpdir(), "helm-both-"));
    await writeFile(join(folder, "kubeconfig"), server.kubeconfig);
    await api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "both" } });
    shell = createShell({ api, clock, namespace: "both" });
    for (const [path, text] of Object.entries(chartFiles)) {
      await shell.writeFile(`/root/${path}`, text);
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const real = async (line: string): Promise<string> => {
    const words = line.split(" ").map((word) => word.replace(/^\.\//, `${folder}/`));
    const argv = [...words, "--namespace", "both", "--kubeconfig", join(folder, "kubeconfig")];
    const { stdout, stderr } = await run(helm, argv, { env: { HOME: folder } });
    return normalise(stdout + stderr);
  };
  const own = async (line: string): Promise<string> => {
    const { stdout, stderr } = await shell.run(`helm ${line}`);
    return normalise(stdout + stderr);
  };
  const reading = ["list", "history rel", "status rel", "get values rel", "get values rel --all", "get manifest rel"];

  it("say the same of a release that ours installed", async () => {
    expect(await own("install rel ./web --set replicas=0,config.greeting=hi")).toContain("STATUS: deployed");
    for (const line of [...reading, "get all rel", "get notes rel", "get metadata rel"])
      expect(await real(line), line).toBe(await own(line));
  });

  it("upgrade and roll back what the other did", async () => {
    expect(await real("upgrade rel ./web --reuse-values --set config.greeting=ho")).toContain("REVISION: 2");
    expect(await own("get values rel")).toBe("USER-SUPPLIED VALUES:\nconfig:\n  greeting: ho\nreplicas: 0\n");
    expect(await own("upgrade rel ./web --reuse-values --set service.port=81")).toContain("REVISION: 3");
    expect(await real("rollback rel 1")).toBe("Rollback was a success! Happy Helming!\n");
    expect(await own("rollback rel 2")).toBe("Rollback was a success! Happy Helming!\n");
    for (const line of reading) expect(await real(line), line).toBe(await own(line));
    expect(await own("history rel")).toContain("Rollback to 2");
  });

  it("render the chart of Hotel Reservation to the same bytes", async () => {
    const charts = hotelReservation.charts ?? {};
    for (const [path, text] of Object.entries(charts)) {
      await shell.writeFile(`/root/${path}`, text);
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    for (const flags of [
      "",
      " --set services.frontend.replicas=3,volumes.create=false",
      " --dependency-update=false",
    ]) {
      const line = `template hotels ./hotel-reservation${flags}`;
      expect(await real(line)).toBe(await own(line));
    }
    expect(await real("lint ./hotel-reservation")).toContain("1 chart(s) linted, 0 chart(s) failed");
  });

  it("remove what the other installed", async () => {
    expect(await real("install other ./shop")).toContain("STATUS: deployed");
    expect(await own("uninstall other")).toBe('release "other" uninstalled\n');
    expect(await real("uninstall rel")).toBe('release "rel" uninstalled\n');
    expect(await own("list -a")).toBe(await real("list -a"));
    expect(await own("status rel")).toBe("Error: release: not found\n");
  });
});
