/**
 * The shell's files as helm reads them.
 * @module
 */
import type { IFileSystem } from "just-bash";
import type { HelmFiles } from "./helm/chart-folder.ts";

/** Files as seen from a working directory. */
export function helmFiles(fs: IFileSystem, cwd: string, stdin: string): HelmFiles {
  const resolve = (path: string): string => fs.resolvePath(cwd, path);
  return {
    async kind(path) {
      const absolute = resolve(path);
      if (path === "/dev/stdin") return "file";
      if (!(await fs.exists(absolute))) return undefined;
      return (await fs.stat(absolute)).isDirectory ? "directory" : "file";
    },
    readFile: async (path) => (path === "/dev/stdin" ? stdin : fs.readFile(resolve(path))),
    absolute: resolve,
    async listFiles(path) {
      const found: string[] = [];
      const visit = async (folder: string, prefix: string): Promise<void> => {
        for (const name of [...(await fs.readdir(folder))].sort()) {
          const inner = fs.resolvePath(folder, name);
          const stat = await fs.lstat(inner);
          if (stat.isDirectory) await visit(inner, `${prefix}${name}/`);
          else if (stat.isFile) found.push(prefix + name);
        }
      };
      await visit(resolve(path), "");
      return found.sort();
    },
  };
}
