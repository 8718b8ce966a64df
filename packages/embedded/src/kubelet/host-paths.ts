/**
 * Paths of a node: what there is on any Linux machine that runs a kubelet, and what pods have put there.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import { texts } from "./kubelet-texts.ts";

/** What a path of a node is, by the types of `hostPath` volumes that want it. */
const wanted = {
  Directory: { what: "a directory", kind: "folder" },
  File: { what: "a file", kind: "file" },
  Socket: { what: "a socket file", kind: "socket" },
  CharDevice: { what: "a character device", kind: "charDevice" },
  BlockDevice: { what: "a block device", kind: "blockDevice" },
} as const;

const paths: Readonly<Record<"folder" | "file" | "socket" | "charDevice" | "blockDevice", readonly string[]>> = {
  folder: (
    "/ /bin /boot /dev /etc /etc/kubernetes /etc/ssl /etc/ssl/certs /home /lib /lib/modules /mnt /opt /proc /root /run " +
    "/run/containerd /sbin /srv /sys /sys/fs /sys/fs/cgroup /tmp /usr /usr/bin /usr/lib /usr/local /usr/share /var " +
    "/var/lib /var/lib/containerd /var/lib/kubelet /var/log /var/log/containers /var/log/pods /var/run /var/tmp"
  ).split(" "),
  file: "/etc/fstab /etc/group /etc/hostname /etc/hosts /etc/machine-id /etc/os-release /etc/passwd /etc/resolv.conf".split(
    " ",
  ),
  socket: ["/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock"],
  charDevice: ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/full", "/dev/tty", "/dev/kmsg"],
  blockDevice: [],
};

/** Why a path of a node is not what a pod says that it is; `undefined` when it is, or when the pod does not say. */
export function hostPathProblem(sim: Simulation, nodeName: string, path: string, type: string): string | undefined {
  const want = wanted[type as keyof typeof wanted];
  if (want === undefined) return undefined;
  const plain = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  const made = want.kind === "folder" && sim.state.runtime.volumes.has(`hostPath:${nodeName}:${plain}`);
  return made || paths[want.kind].includes(plain) ? undefined : texts.hostPathType(path, want.what);
}
