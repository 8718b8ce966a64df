/**
 * `kubectl set image`.
 * @module
 */
import { nameOf } from "../../describe/writer.ts";
import type { Command } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { parsePairs, splitPairs } from "../../pairs.ts";
import { checkWriteFlags } from "../../report-change.ts";
import { selectAll } from "../visit.ts";
import { containersOf, withContainers } from "./pod-template.ts";
import { setFlags, updateObjects } from "./update.ts";

export const setImageCommand: Command = {
  name: "set image",
  summary: "Update the image of a pod template",
  usage:
    "set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N",
  flags: `${setFlags} record?`,
  async run(call) {
    checkWriteFlags(call);
    const [targets, pairs] = splitPairs(call.args, "image");
    const { set: images } = parsePairs(pairs, "image", false);
    const found = await selectAll(call, targets);
    if (images.size === 0) throw new KubectlError("at least one image update is required");
    if (images.size > 1 && images.has("*")) {
      throw new KubectlError(
        "all containers are already specified by *, but saw more than one container_name=container_image pairs",
      );
    }
    const failures: unknown[] = [];
    return updateObjects(call, found, {
      done: "image updated",
      failure: "failed to patch image update to pod template:",
      failures,
      change(one) {
        const names = containersOf(one).map(nameOf);
        for (const name of images.keys()) {
          if (name !== "*" && !names.includes(name)) {
            failures.push(
              new KubectlError(`error: unable to find container named ${JSON.stringify(name)}`, { bare: true }),
            );
          }
        }
        return withContainers(one, (container) => {
          const image = images.get(nameOf(container)) ?? images.get("*");
          return image === undefined ? container : { ...container, image: image === "" ? undefined : image };
        });
      },
    });
  },
};
