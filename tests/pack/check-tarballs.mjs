// Checks what `npm pack --json` put into each tarball, and prints a project's package.json that depends on all of them.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [, , packedFile, folder] = process.argv;
// npm 11 prints an array, npm 12 an object keyed by name.
const packed = Object.values(JSON.parse(readFileSync(packedFile, "utf8")));
const problems = packed.flatMap(({ name, files }) => {
  const paths = files.map(({ path }) => path);
  const missing = ["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts"]
    .filter((path) => !paths.includes(path))
    .map((path) => `${name} lacks ${path}; run npm run build, and see "files" in its package.json`);
  const unwanted = paths
    .filter(
      (path) =>
        !/^(LICENSE|README\.md|package\.json|bin\/[\w-]+\.js|data\/[\w.-]+\.(br|txt)|dist\/.+\.(js|js\.map|d\.ts|json|txt|md|wasm))$/.test(
          path,
        ),
    )
    .map((path) => `${name} ships ${path}; exclude it by "files" in its package.json`);
  return [...missing, ...unwanted];
});
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
const dependencies = Object.fromEntries(
  packed.map(({ name, filename }) => [name, `file:${resolve(folder, filename)}`]),
);
console.log(JSON.stringify({ name: "an-empty-project", private: true, type: "module", dependencies }, null, 2));
