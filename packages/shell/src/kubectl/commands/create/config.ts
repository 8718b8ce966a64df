/**
 * `kubectl create configmap` and `kubectl create secret generic | tls | docker-registry`.
 * @module
 */
import { createHash } from "node:crypto";
import type { Manifest } from "@aiops-gym/cluster";
import type { Command, Invocation } from "../../invocation.ts";
import { writeJson } from "../../json-writer.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { type DataWords, dataFlags, readData } from "./data-sources.ts";
import { createCommandOf, sortedMap } from "./new-object.ts";

function configMapWords(name: string): DataWords {
  return {
    badKey: (key, why) => `${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${why}`,
    twice: (key) =>
      `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(name)}`,
    noun: "config",
  };
}

const secretWords: DataWords = {
  badKey: (key, why) => `${JSON.stringify(key)} is not valid key name for a Secret ${why}`,
  twice: (key) => `cannot add key ${key}, another key by that name already exists`,
  noun: "secret",
};

/** The name with a hash of what the object holds, as `--append-hash` asks for. */
function hashedName(call: Invocation, name: string, content: Readonly<Record<string, unknown>>): string {
  if (!call.flags.bool("append-hash")) return name;
  const digest = createHash("sha256")
    .update(writeJson({ ...content, name }))
    .digest("hex")
    .slice(0, 10);
  // letters that make no words
  const safe: Readonly<Record<string, string>> = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };
  return `${name}-${[...digest].map((letter) => safe[letter] ?? letter).join("")}`;
}

export const createConfigMapCommand: Command = createCommandOf({
  name: "configmap",
  plural: "configmaps",
  summary: "Create a config map from a local file, directory or literal value",
  usage: "[--from-file=[key=]source] [--from-literal=key1=value1]",
  flags: dataFlags,
  failure: "failed to create configmap:",
  async make(call, name) {
    const data = await readData(call, configMapWords(name), ["file", "literal"]);
    return {
      kind: "ConfigMap",
      apiVersion: "v1",
      metadata: { name: hashedName(call, name, { kind: "ConfigMap", data: Object.fromEntries(data) }) },
      ...sortedMap("data", data),
    };
  },
});

function secret(call: Invocation, name: string, data: ReadonlyMap<string, string>, type: string): Manifest {
  const encoded = [...data].map(([key, text]): [string, string] => [key, Buffer.from(text, "utf8").toString("base64")]);
  const content = { kind: "Secret", type, data: Object.fromEntries(encoded) };
  return {
    kind: "Secret",
    apiVersion: "v1",
    metadata: { name: hashedName(call, name, content) },
    ...sortedMap("data", encoded),
    ...(type === "" ? {} : { type }),
  };
}

export const createSecretGenericCommand: Command = createCommandOf({
  name: "secret generic",
  plural: "secrets",
  summary: "Create a secret from a local file, directory, or literal value",
  usage: "[--type=string] [--from-file=[key=]source] [--from-literal=key1=value1]",
  flags: `${dataFlags} type`,
  failure: "failed to create secret",
  make: async (call, name) =>
    secret(call, name, await readData(call, secretWords, ["literal", "file"]), call.flags.text("type")),
});

export const createSecretTlsCommand: Command = createCommandOf({
  name: "secret tls",
  plural: "secrets",
  summary: "Create a TLS secret",
  usage: "--cert=path/to/cert/file --key=path/to/key/file",
  flags: "append-hash? cert key",
  failure: "failed to create secret",
  async make(call, name) {
    const { flags } = call;
    if (flags.text("cert") === "" || flags.text("key") === "") throw new KubectlError("key and cert must be specified");
    const read = (path: string): Promise<string> =>
      call.readFile(path).catch(() => {
        throw new KubectlError(`Cannot read file ${path}, open ${path}: no such file or directory`);
      });
    const cert = await read(flags.text("cert"));
    const key = await read(flags.text("key"));
    if (!cert.includes("-----BEGIN ")) throw new KubectlError("tls: failed to find any PEM data in certificate input");
    if (!key.includes("-----BEGIN ")) throw new KubectlError("tls: failed to find any PEM data in key input");
    const data = new Map([
      ["tls.crt", cert],
      ["tls.key", key],
    ]);
    return secret(call, name, data, "kubernetes.io/tls");
  },
});

const dockerKey = ".dockerconfigjson";

export const createSecretDockerCommand: Command = createCommandOf({
  name: "secret docker-registry",
  plural: "secrets",
  summary: "Create a secret for use with a Docker registry",
  usage: "--docker-username=user --docker-password=password --docker-email=email",
  flags:
    "append-hash? docker-email docker-password docker-server=https://index.docker.io/v1/ docker-username from-file[]",
  failure: "failed to create secret",
  async make(call, name) {
    const { flags } = call;
    const [username, password, server] = ["docker-username", "docker-password", "docker-server"].map((flag) =>
      flags.text(flag),
    ) as [string, string, string];
    if (flags.has("from-file")) {
      const [source = ""] = flags.list("from-file");
      const path = source.slice(source.indexOf("=") + 1);
      const text = await call.readFile(path).catch(() => {
        throw new KubectlError(`error reading ${path}: no such file or directory`);
      });
      return secret(
        call,
        name,
        new Map([[source.includes("=") ? (source.split("=")[0] ?? "") : dockerKey, text]]),
        docker,
      );
    }
    if (username === "" || password === "" || server === "") {
      throw new KubectlError(
        "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required",
      );
    }
    const email = flags.text("docker-email");
    const auth = Buffer.from(`${username}:${password}`, "utf8").toString("base64");
    const entry = { username, password, ...(email === "" ? {} : { email }), auth };
    const text = writeJson({ auths: { [server]: entry } }, 0, "given");
    return secret(call, name, new Map([[dockerKey, text]]), docker);
  },
});

const docker = "kubernetes.io/dockerconfigjson";
