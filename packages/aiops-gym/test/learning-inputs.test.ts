import {
  ChoiceInputs,
  callersOf,
  catalogueChoices,
  createCatalogue,
  featureLayout,
  globalFeatures,
  hotelReservation,
  serviceFeatures,
  volumeUsersOf,
} from "aiops-gym";
import { describe, expect, it } from "vitest";

const { services } = hotelReservation;
const layout = featureLayout(services);
const { entries } = createCatalogue(hotelReservation, { tasks: ["mitigation"] });
const choices = catalogueChoices(entries, services, volumeUsersOf(hotelReservation));
const rows = { rows: services.length, rowSize: serviceFeatures.length, globals: globalFeatures.length };
/** Of the inputs: after the constant, the global features, and the greatest and the mean of each service feature. */
const ownRow = 1 + rows.globals + 2 * rows.rowSize;

function choiceOf(id: string): number {
  return entries.findIndex((entry) => entry.id === id);
}

describe("inputs of learners over the feature view", () => {
  it.each(["geo", "consul", "user"])("have the features of %s in the row of its choices", (service) => {
    const inputs = new ChoiceInputs(choices, rows);
    const features = new Float32Array(layout.length);
    inputs.observe(features);
    const place = layout.indexOf(`${service}.error_ratio`);
    if (place === undefined) throw new Error("the layout has no such feature");
    const failing = features.with(place, 1);
    inputs.observe(failing);
    const into = new Float64Array(inputs.size);
    const errorRatio = ownRow + serviceFeatures.findIndex(({ name }) => name === "error_ratio");
    for (const other of ["geo", "consul", "user"]) {
      inputs.fill(failing, choiceOf(`restart ${other}`), into);
      if (other === service) expect(into[errorRatio]).toBeGreaterThan(1);
      else expect(into[errorRatio]).toBeLessThanOrEqual(0);
    }
  });

  it("have global features first", () => {
    const inputs = new ChoiceInputs(choices, rows);
    const features = new Float32Array(layout.length);
    inputs.observe(features);
    const failing = features.with(layout.indexOf("user_success") ?? -1, 1);
    inputs.observe(failing);
    const into = new Float64Array(inputs.size);
    inputs.fill(failing, choiceOf("submit"), into);
    const userSuccess = globalFeatures.findIndex(({ name }) => name === "user_success");
    // mean 0.5 and spread 0.5
    expect(into[1 + userSuccess]).toBe(1);
    expect(into.slice(1).filter((value) => value !== 0)).toHaveLength(1);
  });
});

describe("choices of a catalogue", () => {
  it("share a group over services", () => {
    expect(choices[choiceOf("scale geo 2x")]).toEqual({ group: "scale 2x", row: services.indexOf("geo") });
    expect(choices[choiceOf("grant_role mongodb-rate admin")]).toEqual({
      group: "grant_role admin",
      row: services.indexOf("mongodb-rate"),
    });
  });

  it("are about the store whose data a volume holds", () => {
    expect(choices[choiceOf("recreate_volume rate-pv")]).toEqual({
      group: "recreate_volume",
      row: services.indexOf("mongodb-rate"),
    });
    expect([...volumeUsersOf(hotelReservation)].sort()).toEqual([
      ["geo-pv", "mongodb-geo"],
      ["profile-pv", "mongodb-profile"],
      ["rate-pv", "mongodb-rate"],
      ["recommendation-pv", "mongodb-recommendation"],
      ["reservation-pv", "mongodb-reservation"],
      ["user-pv", "mongodb-user"],
    ]);
  });

  it("know who calls the service that they are about", () => {
    const callers = callersOf(hotelReservation);
    const known = catalogueChoices(entries, services, volumeUsersOf(hotelReservation), callers);
    expect(callers.get("rate")).toEqual(["search"]);
    expect(callers.get("mongodb-rate")).toEqual(["rate"]);
    expect(callers.get("profile")).toEqual(["frontend"]);
    expect(callers.get("frontend")).toBe(undefined);
    expect(known[choiceOf("grant_role mongodb-rate admin")]?.callers).toEqual([services.indexOf("rate")]);
    expect(known[choiceOf("recreate_volume rate-pv")]?.callers).toEqual([services.indexOf("rate")]);
  });

  it("are about nothing where no volume's user is told", () => {
    expect(catalogueChoices(entries, services)[choiceOf("recreate_volume rate-pv")]).toEqual({
      group: "recreate_volume rate-pv",
      row: -1,
    });
  });
});
