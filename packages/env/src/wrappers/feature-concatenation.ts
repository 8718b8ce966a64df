/**
 * What a feature view observes, several steps of it at once.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { dictSpace } from "../spaces/make-space.ts";
import type { FeatureObservation } from "../views/feature-view.ts";
import { concatenation } from "./concatenation.ts";
import type { FrameStackOptions } from "./frame-stack.ts";

/**
 * Stacks observations of a `FeatureView`: features one after the other, the oldest first, and the latest mask. Not for views that write
 * `into` one array, of which all frames would be the last.
 *
 * @example
 * const env = new FrameStack(new FeatureView(numbered), { size: 4, ...featureConcatenation });
 */
export const featureConcatenation: Omit<FrameStackOptions<FeatureObservation, FeatureObservation>, "size"> = {
  stack: (frames) => {
    const features = concatenation.stack(frames.map((frame) => frame.features));
    const mask = frames.at(-1)?.mask;
    return mask === undefined ? { features } : { features, mask };
  },
  space: (frame, size) => {
    const features = frame.type === "Dict" ? frame.spaces["features"] : undefined;
    if (frame.type !== "Dict" || features === undefined)
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `Frames to be concatenated are of a ${frame.type}; expected a Dict with features. Wrap the environment in a FeatureView first, or use \`concatenation\`.`,
      );
    return dictSpace({ ...frame.spaces, features: concatenation.space(features, size) }, frame.optional);
  },
};
