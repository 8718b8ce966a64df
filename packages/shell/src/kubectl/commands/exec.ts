/**
 * `kubectl exec`.
 * @module
 */
import { microsPerSecond, StatusError } from "@aiops-gym/cluster";
import { choosePods, defaultContainer } from "../choose-pod.ts";
import type { Command } from "../invocation.ts";
import { KubectlError, usageError } from "../kubectl-error.ts";
import { textAt } from "../tree.ts";

export const execCommand: Command = {
  name: "exec",
  summary: "Execute a command in a container",
  usage: "exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
  flags: "container/c filename/f[] pod-running-timeout~=1m0s quiet/q? stdin/i? tty/t?",
  async run(call) {
    const { flags, args } = call;
    const dash = flags.argsBeforeDash;
    if (args.length === 0 || dash === 0) throw new KubectlError("pod, type/name or --filename must be specified");
    const [target = ""] = args;
    if (dash < 0 && args.length > 1) {
      throw usageError("exec", "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead");
    }
    const command = dash < 0 ? [] : args.slice(dash);
    if (command.length === 0) throw new KubectlError("you must specify at least one command for the container");
    const [pod] = await choosePods(call, target, "exec");
    if (pod === undefined) return 1;
    const phase = textAt(pod, "status.phase");
    if (phase === "Succeeded" || phase === "Failed") {
      throw new KubectlError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    }
    const container = flags.text("container") || defaultContainer(call, pod);
    if (flags.bool("tty")) call.warn("Unable to use a TTY - input is not a terminal or the right kind of file");
    const { name, namespace = call.namespace } = pod.metadata;
    const timeoutSeconds = Math.max(0, (call.deadline - call.clock.now()) / microsPerSecond);
    try {
      const result = await call.api.exec(
        { namespace, name },
        {
          container,
          command,
          timeoutSeconds,
          ...(flags.bool("stdin") ? { stdin: call.stdin } : {}),
          ...(call.signal === undefined ? {} : { signal: call.signal }),
        },
      );
      call.print(result.stdout);
      call.stderr += result.stderr;
      if (result.exitCode !== 0) call.warn(`command terminated with exit code ${result.exitCode}`);
      return result.exitCode;
    } catch (error) {
      if (error instanceof StatusError && error.reason === "InternalError") throw new KubectlError(error.message);
      throw error;
    }
  },
};
