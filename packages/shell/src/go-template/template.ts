/**
 * Go's text/template.
 * @module
 */
import { builtins } from "./builtins.ts";
import { execute, type MissingKey, type TemplateLimits } from "./evaluate.ts";
import { parseInto, type TemplateSet } from "./parser.ts";
import { TemplateError } from "./template-error.ts";
import type { GoFunction, Maybe } from "./value.ts";

/** Bounds on what a template may use when none are given. */
export const defaultTemplateLimits: TemplateLimits = { steps: 1_000_000, output: 8 * 1024 * 1024, depth: 100 };

export interface TemplateOptions {
  /** Beside Go's own; one of the same name takes its place. */
  readonly functions?: ReadonlyMap<string, GoFunction>;
  /** `default` when absent. */
  readonly missingKey?: MissingKey;
  readonly limits?: TemplateLimits;
}

/** Templates that may call one another. */
export class Templates {
  private readonly set: TemplateSet = new Map();
  private readonly functions: ReadonlyMap<string, GoFunction>;
  private readonly missingKey: MissingKey;
  private readonly limits: TemplateLimits;
  private readonly spent = { steps: 0, output: 0 };

  constructor({ functions, missingKey = "default", limits = defaultTemplateLimits }: TemplateOptions = {}) {
    this.functions = functions === undefined ? builtins : new Map([...builtins, ...functions]);
    this.missingKey = missingKey;
    this.limits = limits;
  }

  /** @throws {@link TemplateError} for a text that is no template. */
  parse(name: string, text: string): void {
    parseInto(this.set, name, text, this.functions);
  }

  has(name: string): boolean {
    return this.set.has(name);
  }

  /**
   * Prints data through the template of a name.
   *
   * @param printed - Receives what is printed, up to a failure, too.
   * @throws {@link TemplateError}
   */
  execute(name: string, data: Maybe, printed?: { text: string }): string {
    const root = this.set.get(name);
    if (root === undefined) throw new TemplateError(`template: no template ${JSON.stringify(name)}`);
    const { set, functions, missingKey, limits, spent } = this;
    try {
      return execute({ set, functions, missingKey, limits, spent }, name, root, data, printed);
    } catch (error) {
      // templates nested too deeply for the engine
      if (error instanceof RangeError) throw new TemplateError(`template: ${name}: exceeded maximum template depth`);
      throw error;
    }
  }
}

/** Prints data through one template. @throws {@link TemplateError} */
export function renderTemplate(name: string, text: string, data: Maybe, options?: TemplateOptions): string {
  const templates = new Templates(options);
  templates.parse(name, text);
  return templates.execute(name, data);
}
