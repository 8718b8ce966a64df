import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { decodeProtobuf } from "../../src/http/protobuf/decode-protobuf.ts";

/** An object as Go's clients send it. */
function encode(apiVersion: string, kind: string, write: (writer: BinaryWriter) => BinaryWriter): Uint8Array {
  const type = new BinaryWriter().tag(1, 2).string(apiVersion).tag(2, 2).string(kind).finish();
  const raw = write(new BinaryWriter()).finish();
  const unknown = new BinaryWriter().tag(1, 2).bytes(type).tag(2, 2).bytes(raw).finish();
  return Buffer.concat([Buffer.from("k8s\0"), unknown]);
}

describe("decodeProtobuf", () => {
  it("reads texts, maps and what lies deeper", () => {
    const entry = new BinaryWriter().tag(1, 2).string("app").tag(2, 2).string("web").finish();
    const metadata = new BinaryWriter().tag(1, 2).string("shop").tag(11, 2).bytes(entry).finish();
    const bytes = encode("v1", "Namespace", (writer) => writer.tag(1, 2).bytes(metadata));
    expect(decodeProtobuf(bytes)).toEqual({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "shop", labels: { app: "web" } },
    });
  });

  it("reads times, numbers and texts where either may be, and what lies in the object itself", () => {
    const time = new BinaryWriter().tag(1, 0).int64(1_767_603_600).tag(2, 0).int32(0).finish();
    const metadata = new BinaryWriter().tag(8, 2).bytes(time).finish();
    const port = new BinaryWriter().tag(1, 0).int64(1).tag(2, 0).int32(0).tag(3, 2).string("http").finish();
    const get = new BinaryWriter().tag(1, 2).string("/").tag(2, 2).bytes(port).finish();
    const handler = new BinaryWriter().tag(2, 2).bytes(get).finish();
    const probe = new BinaryWriter().tag(1, 2).bytes(handler).tag(2, 0).int32(5).finish();
    const container = new BinaryWriter().tag(1, 2).string("c").tag(10, 2).bytes(probe).finish();
    const spec = new BinaryWriter().tag(2, 2).bytes(container).finish();
    const bytes = encode("v1", "Pod", (writer) => writer.tag(1, 2).bytes(metadata).tag(2, 2).bytes(spec));
    expect(decodeProtobuf(bytes)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { creationTimestamp: "2026-01-05T09:00:00Z" },
      spec: {
        containers: [{ name: "c", livenessProbe: { httpGet: { path: "/", port: "http" }, initialDelaySeconds: 5 } }],
      },
    });
  });

  it("tells kinds of one name apart", () => {
    const bytes = encode("authentication.k8s.io/v1", "TokenRequest", (writer) =>
      writer.tag(2, 2).bytes(new BinaryWriter().tag(1, 2).string("a").tag(4, 0).int64(600).finish()),
    );
    expect(decodeProtobuf(bytes)["spec"]).toEqual({ audiences: ["a"], expirationSeconds: 600 });
  });

  it.each([
    ["no envelope", Buffer.from("{}")],
    ["a kind that is not known", encode("nope/v1", "Nope", (writer) => writer)],
    ["bytes that end too soon", encode("v1", "Namespace", (writer) => writer.tag(1, 2).uint32(200))],
  ])("refuses %s", (_what, bytes) => {
    expect(() => decodeProtobuf(bytes)).toThrow(expect.objectContaining({ reason: "BadRequest" }));
  });
});
