import { existsSync, readdirSync } from "node:fs";
import { defaultServerConditions } from "vite";
import { defineConfig, type ViteUserConfig } from "vitest/config";

// Workspace packages resolve to their TypeScript sources, so that tests need no build.
const conditions = ["@source", ...defaultServerConditions];

/** One project a package, so that `vitest --project shell` runs one package's tests. */
const packages = ["packages", "envs"].flatMap((root) =>
  readdirSync(root)
    .filter((name) => existsSync(`${root}/${name}/package.json`))
    .map((name) => ({ name, include: [`${root}/${name}/test/**/*.test.ts`] })),
);

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [...packages, { name: "workspace", include: ["tests/**/*.test.ts"] }].map((project) => ({
      resolve: { conditions },
      ssr: { resolve: { conditions } },
      // A test that hangs must end; how fast one is depends on what else the machine does, and is measured in benchmarks/.
      // Child threads and what Node itself resolves see the sources too.
      test: { ...project, testTimeout: 60_000, hookTimeout: 60_000, execArgv: ["--conditions=@source"] },
    })),
  },
});

export default config;
