import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Workspace packages resolve to their TypeScript sources, so tests need no build.
const conditions = ["@source", ...defaultServerConditions];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          name: "all",
          include: ["{packages,envs}/*/test/**/*.test.ts", "tests/**/*.test.ts"],
          execArgv: ["--conditions=@source"],
        },
      },
    ],
  },
});
