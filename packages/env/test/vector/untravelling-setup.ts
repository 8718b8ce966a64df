/** Environments whose observations cannot leave their thread. */
import type { VectorSetup } from "../../src/index.ts";
import { type CountAction, CountingEnv } from "./counting-env.ts";

/** Observes a function. */
export default function untravellingSetup(): VectorSetup<unknown, CountAction> {
  return {
    make: () => {
      const env = new CountingEnv();
      return {
        reset: async (problemId, options) => ({ ...(await env.reset(problemId, options)), observation: () => 1 }),
        step: async (action, options) => ({ ...(await env.step(action, options)), observation: () => 1 }),
        close: () => env.close(),
      };
    },
  };
}
