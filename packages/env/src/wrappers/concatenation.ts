/**
 * Frames of features one after the other.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { boxSpace } from "../spaces/make-space.ts";
import { type Bound, boxSize, type Space } from "../spaces/space.ts";
import type { FrameStackOptions } from "./frame-stack.ts";

/**
 * Stacks `Float32Array`s by writing them one after the other, the oldest first. The space is a Box of shape `[size * numbers]`, with
 * every frame's bounds.
 */
export const concatenation: Omit<FrameStackOptions<Float32Array, Float32Array>, "size"> = {
  stack: (frames) => {
    const all = new Float32Array(frames.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const frame of frames) {
      all.set(frame, at);
      at += frame.length;
    }
    return all;
  },
  space: (frame, size) => {
    if (frame.type !== "Box" || frame.dtype !== "float32" || frame.shape.length === 0)
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `Frames to be concatenated are of ${describe(frame)}; expected a Box of float32 with a shape. Transform observations first, or stack them otherwise.`,
      );
    const repeat = (bound: Bound): Bound =>
      bound === null || typeof bound === "number" ? bound : new Array(size).fill(bound).flat();
    return boxSpace(repeat(frame.low), repeat(frame.high), [size * boxSize(frame)]);
  },
};

function describe(space: Space): string {
  return space.type === "Box" ? `a Box of ${space.dtype} and shape [${space.shape.join(", ")}]` : `a ${space.type}`;
}
