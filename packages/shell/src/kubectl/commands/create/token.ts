/**
 * `kubectl create token`.
 * @module
 */
import { isNotFound } from "@aiops-gym/cluster";
import { flagGroups } from "../../flags.ts";
import type { Command, Invocation } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { requireKind } from "../../resources.ts";
import { oneName } from "./new-object.ts";

const boundKinds = ["Node", "Pod", "Secret"];

/** Everything is checked as kubectl does; tokens are not handed out. */
export const createTokenCommand: Command = {
  name: "create token",
  summary: "Request a service account token",
  usage: "create token SERVICE_ACCOUNT_NAME",
  flags: `${flagGroups.output} audience[] bound-object-kind bound-object-name bound-object-uid duration~`,
  async run(call) {
    const name = oneName(call, "create token");
    checkRequest(call);
    try {
      await call.api.get(call.reference(requireKind(call, "serviceaccounts"), name));
    } catch (error) {
      if (isNotFound(error)) throw new KubectlError(`failed to create token: ${(error as Error).message}`);
      throw error;
    }
    throw new KubectlError(
      "failed to create token: service account tokens are not handed out in this shell; what an account may do is " +
        "told by kubectl auth can-i --as=system:serviceaccount:NAMESPACE:NAME",
    );
  },
};

function checkRequest({ flags }: Invocation): void {
  const duration = flags.seconds("duration");
  if (duration < 0) throw new KubectlError("--duration must be greater than or equal to 0");
  if (!Number.isInteger(duration)) throw new KubectlError("--duration cannot be expressed in units less than seconds");
  if (flags.list("audience", true).includes("")) throw new KubectlError("--audience must not be an empty string");
  const [kind, object, uid] = ["kind", "name", "uid"].map((what) => flags.text(`bound-object-${what}`));
  if (kind === "") {
    for (const [flag, value] of [
      ["name", object],
      ["uid", uid],
    ]) {
      if (value !== "")
        throw new KubectlError(`--bound-object-${flag} can only be set if --bound-object-kind is provided`);
    }
    return;
  }
  if (!boundKinds.includes(kind ?? ""))
    throw new KubectlError(`supported --bound-object-kind values are ${boundKinds.join(", ")}`);
  if (object === "") throw new KubectlError("--bound-object-name is required if --bound-object-kind is provided");
}
