import { describe, expect, it } from "vitest";
import { settingCount, settingOf } from "../src/families/settings.ts";
import { wrongConfigurations, wrongImages } from "../src/families/wrong-images.ts";
import { hotelReservation, hotelReservationFamilies, hotelReservationProblems } from "../src/index.ts";

const settings = Array.from({ length: settingCount }, (_, index) => settingOf(index));

describe("the families", () => {
  it("are one for each kind of fault and task", () => {
    const tasks = new Map<string, string[]>();
    for (const { kind, task } of hotelReservationFamilies) tasks.set(kind, [...(tasks.get(kind) ?? []), task]);
    const all = ["detection", "localization", "analysis", "mitigation"];
    const two = ["detection", "localization"];
    expect(Object.fromEntries(tasks)).toEqual({
      revoke_auth: all,
      user_unregistered: all,
      redeploy_without_pv: all,
      disk_woreout: two,
      misconfig_app: all,
      wrong_bin_usage: all,
      scale_to_zero: all,
      container_kill: two,
      pod_failure: two,
      pod_kill: two,
      network_loss: two,
      network_delay: two,
      kernel_fault: two,
    });
  });

  it("have the definitions whose problems were published", () => {
    expect(
      Object.fromEntries(hotelReservationFamilies.map(({ id, hash }) => [id.slice(18), hash.slice(0, 8)])),
    ).toEqual({
      "container_kill-detection": "81fb7e5f",
      "container_kill-localization": "3b80844e",
      "disk_woreout-detection": "ce32f395",
      "disk_woreout-localization": "394c7e13",
      "kernel_fault-detection": "0d6e55e5",
      "kernel_fault-localization": "c7949f60",
      "misconfig_app-analysis": "0737bf4c",
      "misconfig_app-detection": "028a6241",
      "misconfig_app-localization": "f90617f1",
      "misconfig_app-mitigation": "3f851659",
      "network_delay-detection": "f43c6925",
      "network_delay-localization": "88668a9c",
      "network_loss-detection": "be713f1d",
      "network_loss-localization": "6a351802",
      "pod_failure-detection": "5cdc6c9f",
      "pod_failure-localization": "380963aa",
      "pod_kill-detection": "28ee0d25",
      "pod_kill-localization": "9b9bdbae",
      "redeploy_without_pv-analysis": "b42fbf06",
      "redeploy_without_pv-detection": "35ce7e7f",
      "redeploy_without_pv-localization": "8181028b",
      "redeploy_without_pv-mitigation": "e7311d5a",
      "revoke_auth-analysis": "df1e7307",
      "revoke_auth-detection": "dea37345",
      "revoke_auth-localization": "15b7e354",
      "revoke_auth-mitigation": "38629115",
      "scale_to_zero-analysis": "75753926",
      "scale_to_zero-detection": "7de90371",
      "scale_to_zero-localization": "80b790fb",
      "scale_to_zero-mitigation": "d8b4ea61",
      "user_unregistered-analysis": "e151762b",
      "user_unregistered-detection": "7de55eca",
      "user_unregistered-localization": "4b3a97f6",
      "user_unregistered-mitigation": "2ca797af",
      "wrong_bin_usage-analysis": "054e1f28",
      "wrong_bin_usage-detection": "85d23f9d",
      "wrong_bin_usage-localization": "82b30c1a",
      "wrong_bin_usage-mitigation": "52336199",
    });
  });

  it("make faulty what the application has", () => {
    for (const { services } of hotelReservationFamilies)
      for (const service of services) expect(hotelReservation.services).toContain(service);
  });

  it("draw the same problem from the same seed, down to the manifests", () => {
    for (const family of hotelReservationFamilies) {
      const [one, other] = [family.sample(23), family.sample(23)];
      const data = ({ evaluator, ...problem }: typeof one): string => JSON.stringify([problem, evaluator.name]);
      expect(data(one)).toBe(data(other));
    }
  });

  it("never draw an id that is fixed", () => {
    const fixed = new Set(hotelReservationProblems.map(({ id }) => id));
    for (const family of hotelReservationFamilies)
      for (let seed = 0; seed < 20; seed++) expect(fixed).not.toContain(family.sample(seed).id);
  });

  it("reach every service and every setting", () => {
    for (const family of hotelReservationFamilies) {
      const services = new Set<string>();
      const numbers = new Set<unknown>();
      for (let seed = 0; seed < 300; seed++) {
        const { service, services: several, setting } = family.draw(seed);
        for (const name of [service, several].flat()) if (typeof name === "string") services.add(name);
        numbers.add(setting);
      }
      expect([...services].sort()).toEqual(family.services);
      expect(numbers.size).toBe(settingCount);
    }
  });
});

describe("the settings", () => {
  it("differ in namespace, traffic, replicas and names of pods", () => {
    expect(new Set(settings.map(({ namespace }) => namespace)).size).toBe(settingCount);
    expect(new Set(settings.map(({ workload }) => workload.arrivals.kind)).size).toBe(6);
    expect(new Set(settings.map(({ replicas }) => JSON.stringify(replicas))).size).toBe(settingCount);
    expect(new Set(settings.map(({ restartedAt }) => restartedAt)).size).toBe(settingCount);
  });

  it("leave the fixed problems' application as it is", () => {
    expect(settings.map(({ namespace }) => namespace)).not.toContain(hotelReservation.namespace);
    for (const { application } of hotelReservationProblems) expect(application).toBe(hotelReservation);
  });
});

describe("the wrong images", () => {
  it("differ from the right one in one entry of one service's configuration", () => {
    const count = Object.values(wrongConfigurations).reduce((sum, entries) => sum + entries.length, 0);
    expect(wrongImages).toHaveLength(count);
    expect(new Set(wrongImages.map(({ name }) => name)).size).toBe(count);
    for (const { executables } of wrongImages) {
      const changed = Object.values(executables).filter(({ config }) => config !== undefined);
      expect(changed).toHaveLength(1);
      expect(Object.keys(changed[0]?.config ?? {})).toHaveLength(1);
    }
  });

  it("have names that do not say what is wrong", () => {
    for (const { name } of wrongImages) expect(name).toMatch(/^yinfangchen\/hotelreservation:[0-9a-f]{8}$/);
  });
});
