/**
 * Go's text/template.
 * @module
 */
import { builtins } from "./builtins.ts";
import { execute } from "./evaluate.ts";
import type { MissingKey, TemplateLimits } from "./expression-evaluator.ts";
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
  private readonly set: TemplateSet;
  private functions: ReadonlyMap<string, GoFunction>;
  private readonly missingKey: MissingKey;
  private readonly limits: TemplateLimits;
  private readonly spent: { steps: number; output: number };

  /** @param from - Templates that are known here, too; what they use up counts here. */
  constructor(
    { functions, missingKey = "default", limits = defaultTemplateLimits }: TemplateOptions = {},
    from?: Templates,
  ) {
    this.set = new Map(from?.set);
    this.spent = from?.spent ?? { steps: 0, output: 0 };
    this.functions = builtins;
    this.useFunctions(functions ?? new Map());
    this.missingKey = missingKey;
    this.limits = limits;
  }

  /** Gives templates other functions, beside Go's own. */
  useFunctions(functions: ReadonlyMap<string, GoFunction>): void {
    this.functions = new Map([...builtins, ...functions]);
  }

  /** @throws {@link TemplateError} for a text that is no template. */
  parse(name: string, text: string): void {
    this.spent.steps += Math.ceil(text.length / 10);
    if (this.spent.steps > this.limits.steps) throw new TemplateError(`template: ${name}: the templates take too long`);
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
