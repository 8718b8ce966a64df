import { GymError } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { type Application, defineApplication, type ScriptProgram } from "../src/index.ts";

const program: ScriptProgram = {
  kind: "script",
  name: "web",
  memory: { idleBytes: 1_000_000 },
  onSigterm: { kind: "exit", exitCode: 0, afterMicros: 1000 },
  clients: { cache: { protocol: "memcached", address: "cache:11211", timeoutSeconds: 2, maxIdleConnections: 2 } },
  startup: [{ do: "listen", port: 80 }],
  servers: [
    {
      port: 80,
      protocol: "http",
      operations: { "GET /": { steps: [{ do: "cache-get", client: "cache", keys: "{page}" }] } },
    },
  ],
};

function example(changes: Partial<Application> = {}): Application {
  return {
    name: "example",
    title: "Example",
    namespace: "example",
    description: "One page.",
    operations: ["read the page"],
    manifests: [
      { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec: { ports: [{ port: 80 }] } },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: {
          template: {
            metadata: { labels: { app: "web" } },
            spec: { containers: [{ name: "web", image: "example/web" }] },
          },
        },
      },
    ],
    images: [
      {
        name: "example/web:latest",
        sizeBytes: 1000,
        entrypoint: ["/bin/web"],
        executables: { web: { program: "web" } },
      },
    ],
    programs: [program],
    workload: {
      arrivals: { kind: "constant", ratePerSecond: 1 },
      requests: [
        {
          name: "read",
          weight: 1,
          method: "GET",
          url: "/?page={page}",
          operation: "GET /",
          variables: [{ name: "page", spec: { kind: "integer", min: 1, max: 9 } }],
        },
      ],
      entry: { service: "web", port: 80 },
      timeoutSeconds: 10,
      networkMicros: 1000,
    },
    serviceLabel: "app",
    services: ["web"],
    startupSeconds: 1,
    warmupSeconds: 1,
    ...changes,
  };
}

/** What defineApplication says against a definition. */
function objection(definition: unknown): string {
  try {
    defineApplication(definition as Application);
  } catch (error) {
    if (error instanceof GymError && error.code === "ERR_INVALID_DEFINITION") return error.message;
    throw error;
  }
  return "none";
}

const withSteps = (startup: ScriptProgram["startup"]): Application => example({ programs: [{ ...program, startup }] });

describe("defineApplication", () => {
  it("answers with the definition, deeply frozen", () => {
    const definition = example();
    expect(defineApplication(definition)).toBe(definition);
    expect(Object.isFrozen(definition.workload.requests[0]?.variables)).toBe(true);
  });

  it.each([
    [
      "an image that no registry has",
      example({ images: [] }),
      'spec.template.spec.containers[0].image: there is no image "example/web"; expected one of: ',
    ],
    [
      "an executable without a program",
      example({
        images: [{ name: "example/web", sizeBytes: 1, entrypoint: ["web"], executables: { web: { program: "wbe" } } }],
      }),
      'images[0].executables.web.program: there is no program "wbe"; expected one of: web',
    ],
    [
      "a client that the program does not have",
      withSteps([{ do: "dial", client: "db" }]),
      'programs[0].startup[0].client: the program has no client "db"; expected one of: cache',
    ],
    [
      "a client of another protocol",
      withSteps([{ do: "query", client: "cache", command: { kind: "find-all", collection: "c" } }]),
      '"cache" speaks memcached, which a query step cannot use',
    ],
    [
      "an operation that nobody offers",
      withSteps([{ do: "call", client: "cache", operation: "/a.B/C" }]),
      'no program offers "/a.B/C"; expected one of: GET /',
    ],
    [
      "a port without a server",
      withSteps([{ do: "listen", port: 81 }]),
      "programs[0].startup[0].port: the program has no server of port 81; expected one of: 80",
    ],
    [
      "a service without pods",
      example({ services: ["web", "api"] }),
      "services[1]: no pod template has the label app=api; expected one of: web",
    ],
    [
      "an account in a service that is not there",
      example({
        accounts: [
          { store: "db", user: "u", password: "p", roles: [], administrator: { user: "root", password: "root" } },
        ],
      }),
      'accounts[0].store: there is no service "db"; expected one of: web',
    ],
    [
      "a name that is used twice",
      example({ programs: [program, program] }),
      'programs: "web" is there twice; names must be unique',
    ],
    [
      "a misspelt field",
      example({ programs: [{ ...program, onSigTerm: 1 } as unknown as ScriptProgram] }),
      "programs[0]: ",
    ],
    ["a negative amount", withSteps([{ do: "cpu", micros: -1 }]), "programs[0].startup[0].micros"],
    ["a name that is not kebab-case", example({ name: "My App" }), "name: expected kebab-case"],
  ])("refuses %s, saying where and what was expected", (_, definition, expected) => {
    expect(objection(definition)).toContain(expected);
  });

  it("refuses a URL with a variable that the request does not have", () => {
    const { workload } = example();
    const [request] = workload.requests;
    const requests = request === undefined ? [] : [{ ...request, url: "/?page={pgae}" }];
    expect(objection(example({ workload: { ...workload, requests } }))).toContain(
      'workload.requests[0].url: the request has no variable "pgae"; expected one of: page',
    );
  });
});
