/**
 * The shell's files as kubectl reads and writes them.
 * @module
 */
import type { IFileSystem } from "just-bash";
import type { KubectlFiles } from "./kubectl/invocation.ts";

/**
 * Files as seen from a working directory.
 *
 * @param stdin - What `/dev/stdin` reads.
 */
export function kubectlFiles(fs: IFileSystem, cwd: string, stdin: () => string): KubectlFiles {
  const resolve = (path: string): string => fs.resolvePath(cwd, path);
  return {
    readFile: async (path) => (path === "/dev/stdin" ? stdin() : fs.readFile(resolve(path))),
    async readFolder(path) {
      const absolute = resolve(path);
      if (!(await fs.exists(absolute)) || !(await fs.stat(absolute)).isDirectory) return undefined;
      const names = [...(await fs.readdir(absolute))].sort();
      return Promise.all(
        names.map(async (name) => ({ name, isFolder: (await fs.stat(fs.resolvePath(absolute, name))).isDirectory })),
      );
    },
    async writeFile(path, text) {
      const absolute = resolve(path);
      await fs.mkdir(absolute.slice(0, Math.max(1, absolute.lastIndexOf("/"))), { recursive: true });
      await fs.writeFile(absolute, text);
    },
  };
}
