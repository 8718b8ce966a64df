/**
 * Failures of templates, in the words of Go's text/template.
 * @module
 */

/** A template that cannot be read, or whose execution failed; the message begins with `template: `. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TemplateError";
  }
}

/** A function of templates refused its arguments. */
export class GoCallError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "GoCallError";
  }
}
