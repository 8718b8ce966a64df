/**
 * What a schema cannot see: that names which an application's parts use for each other exist.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Application } from "./application.ts";
import type { Program, ScriptProgram } from "./program.ts";
import type { OnError, Step } from "./script.ts";

/** Where something is wrong, and what. */
export interface DefinitionProblem {
  readonly path: string;
  readonly message: string;
}

type Report = (path: string, message: string) => void;

/** An image's name with the tag that is meant when there is none. */
export function withTag(image: string): string {
  const last = image.slice(image.lastIndexOf("/") + 1);
  return last.includes(":") || last.includes("@") ? image : `${image}:latest`;
}

function reportDuplicates(names: readonly string[], path: string, report: Report): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) report(path, `${JSON.stringify(name)} is there twice; names must be unique`);
    seen.add(name);
  }
}

function oneOf(names: Iterable<string>): string {
  return `expected one of: ${[...names].join(", ")}`;
}

/** Calls `visit` for a list's steps and all steps inside them. */
export function visitSteps(steps: readonly Step[], path: string, visit: (step: Step, path: string) => void): void {
  steps.forEach((step, index) => {
    const here = `${path}[${index}]`;
    visit(step, here);
    if (step.do === "cache-get" && step.onMiss !== undefined) visitSteps(step.onMiss, `${here}.onMiss`, visit);
    if (step.do === "parallel") {
      for (const [b, branch] of step.branches.entries()) visitSteps(branch, `${here}.branches[${b}]`, visit);
    }
    if (step.do === "choose") {
      for (const [o, option] of step.options.entries()) visitSteps(option.steps, `${here}.options[${o}].steps`, visit);
    }
    if (step.do === "when") {
      visitSteps(step.steps, `${here}.steps`, visit);
      if (step.otherwise !== undefined) visitSteps(step.otherwise, `${here}.otherwise`, visit);
    }
  });
}

/** Calls `visit` for every step of a program. */
export function visitProgram(program: ScriptProgram, path: string, visit: (step: Step, path: string) => void): void {
  visitSteps(program.startup, `${path}.startup`, visit);
  program.servers.forEach((server, index) => {
    for (const [name, operation] of Object.entries(server.operations)) {
      visitSteps(operation.steps, `${path}.servers[${index}].operations[${JSON.stringify(name)}].steps`, visit);
    }
  });
}

const protocolsOf: Partial<Record<Step["do"], readonly string[]>> = {
  call: ["grpc", "http"],
  query: ["mongo"],
  "cache-get": ["memcached"],
  "cache-set": ["memcached"],
  register: ["consul"],
};

function checkProgram(program: ScriptProgram, path: string, all: readonly Program[], report: Report): void {
  const operations = new Set(
    all
      .flatMap((other) => (other.kind === "script" ? other.servers : []))
      .flatMap((server) => Object.keys(server.operations)),
  );
  const registered = new Set<string>();
  for (const other of all) {
    if (other.kind !== "script") continue;
    visitProgram(other, "", (step) => {
      if (step.do === "register") registered.add(step.service);
    });
  }
  for (const [name, client] of Object.entries(program.clients)) {
    if (client.protocol !== "grpc" || client.target.kind !== "consul" || registered.has(client.target.service))
      continue;
    report(
      `${path}.clients.${name}.target.service`,
      `no program registers ${JSON.stringify(client.target.service)}; ${oneOf(registered)}`,
    );
  }
  visitProgram(program, path, (step, here) => {
    if ("client" in step) {
      const client = program.clients[step.client];
      if (client === undefined) {
        report(
          `${here}.client`,
          `the program has no client ${JSON.stringify(step.client)}; ${oneOf(Object.keys(program.clients))}`,
        );
      } else if (protocolsOf[step.do]?.includes(client.protocol) === false) {
        report(
          `${here}.client`,
          `${JSON.stringify(step.client)} speaks ${client.protocol}, which a ${step.do} step cannot use`,
        );
      }
    }
    if (step.do === "call" && !operations.has(step.operation)) {
      report(`${here}.operation`, `no program offers ${JSON.stringify(step.operation)}; ${oneOf(operations)}`);
    }
    if (step.do === "listen" && !program.servers.some((server) => server.port === step.port)) {
      report(
        `${here}.port`,
        `the program has no server of port ${step.port}; ${oneOf(program.servers.map((server) => String(server.port)))}`,
      );
    }
    const onError: OnError | undefined = "onError" in step ? step.onError : undefined;
    if (onError?.next.kind === "retry" && onError.next.attempts === 0)
      report(`${here}.onError`, "0 attempts never try again; use propagate");
  });
}

function checkImages(application: Application, report: Report): void {
  const programs = new Set(application.programs.map((program) => program.name));
  application.images.forEach((image, index) => {
    const path = `images[${index}]`;
    for (const [executable, { program }] of Object.entries(image.executables)) {
      if (!programs.has(program))
        report(
          `${path}.executables.${executable}.program`,
          `there is no program ${JSON.stringify(program)}; ${oneOf(programs)}`,
        );
    }
    const first = image.entrypoint[0];
    const executable = first?.slice(first.lastIndexOf("/") + 1);
    if (executable !== undefined && image.executables[executable] === undefined) {
      report(
        `${path}.entrypoint`,
        `the image has no executable ${JSON.stringify(executable)}; ${oneOf(Object.keys(image.executables))}`,
      );
    }
  });
}

interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly containers?: readonly { readonly image?: string }[] };
}

function podTemplate(manifest: Manifest): PodTemplate | undefined {
  const spec = manifest["spec"] as { readonly template?: PodTemplate } | undefined;
  return spec?.template;
}

function checkManifests(application: Application, report: Report): void {
  const images = new Set(application.images.map((image) => withTag(image.name)));
  const labelled = new Set<string>();
  application.manifests.forEach((manifest, index) => {
    const template = podTemplate(manifest);
    const service = template?.metadata?.labels?.[application.serviceLabel];
    if (service !== undefined) labelled.add(service);
    (template?.spec?.containers ?? []).forEach(({ image }, container) => {
      if (image === undefined || images.has(withTag(image))) return;
      report(
        `manifests[${index}].spec.template.spec.containers[${container}].image`,
        `there is no image ${JSON.stringify(image)}; ${oneOf(images)}`,
      );
    });
  });
  application.services.forEach((service, index) => {
    if (!labelled.has(service))
      report(
        `services[${index}]`,
        `no pod template has the label ${application.serviceLabel}=${service}; ${oneOf(labelled)}`,
      );
  });
}

function checkWorkload(application: Application, report: Report): void {
  const { requests, entry, arrivals } = application.workload;
  const services = application.manifests
    .filter((manifest) => manifest.kind === "Service")
    .map((manifest) => manifest.metadata.name ?? "");
  if (!services.includes(entry.service))
    report("workload.entry.service", `there is no Service ${JSON.stringify(entry.service)}; ${oneOf(services)}`);
  const operations = application.programs
    .flatMap((program) => (program.kind === "script" ? program.servers : []))
    .filter((server) => server.protocol === "http")
    .flatMap((server) => Object.keys(server.operations));
  requests.forEach((request, index) => {
    const path = `workload.requests[${index}]`;
    if (!operations.includes(request.operation))
      report(`${path}.operation`, `no HTTP server offers ${JSON.stringify(request.operation)}; ${oneOf(operations)}`);
    reportDuplicates(
      request.variables.map((variable) => variable.name),
      `${path}.variables`,
      report,
    );
    const names = new Set(request.variables.map((variable) => variable.name));
    for (const [, name = ""] of request.url.matchAll(/\{([A-Za-z][\w.-]*)\}/g)) {
      if (!names.has(name))
        report(`${path}.url`, `the request has no variable ${JSON.stringify(name)}; ${oneOf(names)}`);
    }
  });
  const types = new Set(requests.map((request) => request.name));
  if (arrivals.kind !== "replay") return;
  arrivals.requests.forEach((request, index) => {
    if (!types.has(request.type))
      report(
        `workload.arrivals.requests[${index}].type`,
        `there is no request type ${JSON.stringify(request.type)}; ${oneOf(types)}`,
      );
  });
}

/** Everything that does not fit together, in the order of the definition. */
export function checkReferences(application: Application): readonly DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const report: Report = (path, message) => problems.push({ path, message });
  checkManifests(application, report);
  reportDuplicates(
    application.images.map((image) => withTag(image.name)),
    "images",
    report,
  );
  checkImages(application, report);
  reportDuplicates(
    application.programs.map((program) => program.name),
    "programs",
    report,
  );
  application.programs.forEach((program, index) => {
    if (program.kind === "script") checkProgram(program, `programs[${index}]`, application.programs, report);
  });
  reportDuplicates(
    application.workload.requests.map((request) => request.name),
    "workload.requests",
    report,
  );
  checkWorkload(application, report);
  reportDuplicates(application.services, "services", report);
  (application.accounts ?? []).forEach(({ store }, index) => {
    if (!application.services.includes(store))
      report(
        `accounts[${index}].store`,
        `there is no service ${JSON.stringify(store)}; ${oneOf(application.services)}`,
      );
  });
  return problems;
}
