/**
 * An image with BusyBox at `/busybox` and nothing else in it, for tests and examples.
 * @module
 */
import type { BusyboxProgram, ImageSpec } from "@aiops-gym/application";

/** The program of {@link busyboxImage}. */
export const busyboxProgram: BusyboxProgram = { kind: "busybox", name: "busybox" };

/**
 * A static BusyBox at `/busybox`, which is the entry point, without links for its applets.
 *
 * @param name - As manifests name it: `docker.io/library/aiops-gym-test:1`.
 */
export function busyboxImage(name: string): ImageSpec {
  return {
    name,
    // As a real node reports it.
    sizeBytes: 1_987_216,
    entrypoint: ["/busybox"],
    executables: { "/busybox": { program: busyboxProgram.name } },
    env: { PATH: "/usr/local/bin:/usr/bin:/bin:/" },
    files: { "/tmp/": "" },
  };
}
