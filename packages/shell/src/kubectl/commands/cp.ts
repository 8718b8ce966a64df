/**
 * `kubectl cp`: text files, one by one, through commands in the container.
 * @module
 */
import { type ExecResult, microsPerSecond, StatusError } from "@aiops-gym/cluster";
import { defaultContainer, hasContainer } from "../choose-pod.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { requireKind } from "../resources.ts";

/** The most that is copied of one file, in characters. */
const largest = 1024 * 1024;

/** One side of a copy; without a pod, the shell's own files. */
interface Place {
  readonly pod: string;
  readonly namespace: string;
  readonly path: string;
}

export const cpCommand: Command = {
  name: "cp",
  summary: "Copy files and directories to and from containers",
  usage: "cp <file-spec-src> <file-spec-dest>",
  flags: "container/c no-preserve? retries#",
  async run(call) {
    const [from, to] = call.args;
    if (from === undefined || to === undefined || call.args.length !== 2)
      throw new KubectlError("source and destination are required");
    const [source, target] = [parsePlace(call, from), parsePlace(call, to)];
    if (source.pod !== "" && target.pod !== "")
      throw new KubectlError("one of src or dest must be a local file specification");
    if (source.path === "" || target.path === "") throw new KubectlError("filepath can not be empty");
    if (source.pod !== "") return copyFrom(call, source, target.path);
    if (target.pod !== "") return copyTo(call, source.path, target);
    throw new KubectlError("one of src or dest must be a remote file specification");
  },
};

/** `[[namespace/]pod:]path` */
function parsePlace(call: Invocation, text: string): Place {
  const colon = text.indexOf(":");
  if (colon < 0) return { pod: "", namespace: "", path: text };
  const parts = text.slice(0, colon).split("/");
  if (colon === 0 || parts.length > 2)
    throw new KubectlError("filespec must match the canonical format: [[namespace/]pod:]file/path");
  const [pod = "", second] = parts;
  const path = text.slice(colon + 1);
  return second === undefined ? { pod, namespace: call.namespace, path } : { pod: second, namespace: pod, path };
}

function baseName(path: string): string {
  return path.replace(/\/+$/, "").split("/").at(-1) ?? path;
}

/** Runs commands in the container that is meant; says which one that is, once. */
class Remote {
  private readonly call: Invocation;
  private readonly place: Place;
  private container = "";

  constructor(call: Invocation, place: Place) {
    this.call = call;
    this.place = place;
  }

  async open(): Promise<void> {
    const { call, place } = this;
    const pod = await call.api.get(call.reference(requireKind(call, "pods"), place.pod, place.namespace));
    this.container = call.flags.text("container") || defaultContainer(call, pod);
    if (!hasContainer(pod, this.container)) {
      throw new KubectlError(`container ${this.container} not found in pod ${place.pod}_${place.namespace}`);
    }
  }

  /** kubectl packs files with tar: what does not run there is said of that. */
  async run(command: readonly string[], stdin?: string): Promise<ExecResult> {
    const { call, place } = this;
    const timeoutSeconds = Math.max(0, (call.deadline - call.clock.now()) / microsPerSecond);
    try {
      return await call.api.exec(
        { namespace: place.namespace, name: place.pod },
        {
          container: this.container,
          command,
          timeoutSeconds,
          ...(stdin === undefined ? {} : { stdin }),
          ...(call.signal === undefined ? {} : { signal: call.signal }),
        },
      );
    } catch (error) {
      if (!(error instanceof StatusError) || error.reason !== "InternalError") throw error;
      throw new KubectlError(error.message.replace(/exec: "(?:cat|sh)"/, 'exec: "tar"'));
    }
  }
}

async function copyFrom(call: Invocation, source: Place, target: string): Promise<number> {
  const remote = new Remote(call, source);
  await remote.open();
  const { stdout, exitCode } = await remote.run(["cat", source.path]);
  if (exitCode !== 0) {
    call.print(`tar: ${source.path}: Cannot stat: No such file or directory\n`);
    call.print("tar: Exiting with failure status due to previous errors\n");
    call.warn("command terminated with exit code 2");
    return 2;
  }
  checkSize(stdout, source.path);
  if (source.path.startsWith("/")) call.print("tar: Removing leading `/' from member names\n");
  const isFolder = (await call.files.readFolder(target)) !== undefined;
  await call.files.writeFile(isFolder ? `${target.replace(/\/+$/, "")}/${baseName(source.path)}` : target, stdout);
  return 0;
}

function checkSize(text: string, path: string): void {
  if (text.length > largest)
    throw new KubectlError(`${path} is larger than ${largest / 1024} KiB, the most that is copied here`);
}

async function copyTo(call: Invocation, source: string, target: Place): Promise<number> {
  const files = await localFiles(call, source.replace(/\/+$/, ""), "");
  if (files === undefined) throw new KubectlError(`${source} doesn't exist in local filesystem`);
  const remote = new Remote(call, target);
  await remote.open();
  const isFolder = await remote.run(["test", "-d", target.path]).catch(() => undefined);
  const root = isFolder?.exitCode === 0 ? `${target.path.replace(/\/+$/, "")}/${baseName(source)}` : target.path;
  for (const { path, text } of files) {
    const whole = path === "" ? root : `${root}/${path}`;
    const folder = whole.slice(0, Math.max(1, whole.lastIndexOf("/")));
    const script = path === "" ? 'cat > "$0"' : 'mkdir -p "$1" && cat > "$0"';
    const { stderr, exitCode } = await remote.run(["sh", "-c", script, whole, folder], text);
    if (exitCode === 0) {
      // some containers take what is written and keep nothing of it
      const { stdout } = await remote.run(["cat", whole]);
      if (stdout !== text) throw new KubectlError(`${whole} cannot be written: files of this container do not change`);
      continue;
    }
    call.stderr += stderr;
    call.warn(`command terminated with exit code ${exitCode}`);
    return exitCode;
  }
  return 0;
}

/** A file, or all files of a folder by their paths inside of it; `undefined` when there is neither. */
async function localFiles(
  call: Invocation,
  path: string,
  inside: string,
): Promise<readonly { readonly path: string; readonly text: string }[] | undefined> {
  const folder = await call.files.readFolder(path);
  if (folder === undefined) {
    const text = await call.readFile(path).catch(() => undefined);
    if (text === undefined) return undefined;
    checkSize(text, path);
    return [{ path: inside, text }];
  }
  const found = await Promise.all(
    folder.map(({ name }) => localFiles(call, `${path}/${name}`, inside === "" ? name : `${inside}/${name}`)),
  );
  return found.flatMap((files) => files ?? []);
}
