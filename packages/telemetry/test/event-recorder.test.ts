import {
  allTime,
  appendEvent,
  createEventRecorder,
  eventsFromRows,
  eventTable,
  internEventSubject,
  microsValues,
  textValues,
  windowBetween,
} from "@aiops-gym/telemetry";
import { describe, expect, it } from "vitest";
import { eventRows, start } from "./sample-rows.ts";

const pulled = {
  type: "Normal",
  reason: "Pulled",
  namespace: "a",
  objectKind: "Pod",
  objectName: "geo-0",
  source: "kubelet",
  service: "geo",
};
const scaled = {
  ...pulled,
  reason: "ScalingReplicaSet",
  objectKind: "Deployment",
  objectName: "geo-0",
  source: "deployment-controller",
};
const ready = {
  ...pulled,
  reason: "NodeReady",
  namespace: null,
  objectKind: "Node",
  objectName: "kind-worker",
  source: null,
  service: null,
};

function recorded() {
  const recorder = createEventRecorder();
  [pulled, scaled, ready, pulled].forEach((subject, index) => {
    appendEvent(recorder, start + index, start, internEventSubject(recorder, subject), index + 1, `message ${index}`);
  });
  return recorder;
}

describe("eventTable", () => {
  it("has a row each time an event was seen, by when it was last seen", () => {
    const table = eventTable(recorded(), windowBetween(start + 1, start + 4));
    expect(table.toArray().map((row) => [row.reason, row.object_name, row.count, row.message, row.source])).toEqual([
      ["ScalingReplicaSet", "geo-0", 2, "message 1", "deployment-controller"],
      ["NodeReady", "kind-worker", 3, "message 2", null],
      ["Pulled", "geo-0", 4, "message 3", "kubelet"],
    ]);
    expect([...microsValues(table, "first_seen")]).toEqual([start, start, start]);
  });

  it("narrows by namespace, service and pod; a Deployment of the pod's name is no pod", () => {
    const reasons = (filter: object) => textValues(eventTable(recorded(), allTime, filter), "reason");
    expect(reasons({ namespace: "a" })).toEqual(["Pulled", "ScalingReplicaSet", "Pulled"]);
    expect(reasons({ service: "geo", namespace: "b" })).toEqual([]);
    expect(reasons({ pod: "geo-0" })).toEqual(["Pulled", "Pulled"]);
  });
});

describe("eventsFromRows", () => {
  it("has what the rows have", () => {
    const [row] = eventsFromRows(eventRows).toArray();
    expect(row?.toJSON()).toMatchObject({ type: "Warning", reason: "BackOff", object_kind: "Pod", count: 3 });
  });
});
