/**
 * awk's records may grow to any length by one assignment (`$1000000000 = "x"`). Here a field's number goes through a function
 * that ends the program where it is out of bounds.
 * @module
 */

/** Fields that a record may have. */
const mostFields = 10_000;
const name = "_aiops_field";
const guard = `function ${name}(n) { if (n > ${mostFields}) { print "awk: trying to access out of range field " n > "/dev/stderr"; exit 2 } return n }\n`;

/** What a token of awk is: a string, an expression of a match, or something else; a comment. */
const token =
  /"(?:[^"\\\n]|\\[\s\S])*"|#[^\n]*|\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/|[A-Za-z_]\w*|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\s+|[\s\S]/g;

/** The same program, where it names fields by anything else than small numbers; NF that is set goes through the function too. */
export function guardFields(program: string): string {
  const tokens = split(program);
  let guarded = false;
  const out: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const text = tokens[at] ?? "";
    if (text === "$") {
      const end = primaryEnd(tokens, at + 1);
      const operand = tokens.slice(at + 1, end).join("");
      if (!/^\s*(\d{1,4}|NF)$/.test(operand)) {
        guarded = true;
        out.push(`$(${name}(`, unguarded(operand), "))");
        at = end - 1;
        continue;
      }
    }
    // without parentheses it is the record's
    if (text === "length" && !/^\s*\(/.test(tokens.slice(at + 1, at + 3).join(""))) {
      out.push("length($0)");
      continue;
    }
    if (text === "NF" && setsNext(tokens, at)) {
      // what follows is an expression up to the statement's end
      const from = tokens.indexOf("=", at) + 1;
      const end = statementEnd(tokens, from);
      const operator = tokens
        .slice(at + 1, from - 1)
        .join("")
        .trim();
      const value = unguarded(tokens.slice(from, end).join(""));
      guarded = true;
      out.push("NF=", name, operator === "" ? `(${value})` : `(NF ${operator} (${value}))`);
      at = end - 1;
      continue;
    }
    out.push(text);
  }
  return guarded ? guard + out.join("") : out.join("");
}

/** Whether a program sets NF in a way that {@link guardFields} does not see through: `(NF) = 1`, `getline NF`. */
export function hidesFieldCount(program: string): boolean {
  const code = split(program)
    .map((text) => (/^["#/]./.test(text) ? " " : text))
    .join("");
  return /\bNF\s*\)[\s)]*[-+*/%^]?=(?!=)|\bgetline[\s(]+NF\b/.test(code);
}

/** A part of a program, without the function itself. */
function unguarded(part: string): string {
  return guardFields(part).replace(guard, "");
}

/** Tokens; a slash after a value divides. */
function split(program: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  let value = false;
  while (token.lastIndex < program.length) {
    const from = token.lastIndex;
    let text = token.exec(program)?.[0] ?? program[from] ?? "";
    if (text.length > 1 && text.startsWith("/") && value) {
      text = "/";
      token.lastIndex = from + 1;
    }
    tokens.push(text);
    if (!/^\s/.test(text)) value = /^[\w")\]]/.test(text) || text === "$";
  }
  return tokens;
}

/** Where the operand of `$` that begins at a token ends. */
function primaryEnd(tokens: readonly string[], from: number): number {
  let at = from;
  while (/^\s*$/.test(tokens[at] ?? "x") || /^[-+$!]$/.test(tokens[at] ?? "")) at += 1;
  const opens = tokens[at] ?? "";
  if (opens === "(") return closing(tokens, at);
  at += 1;
  while (tokens[at] === "[" || (tokens[at] === "(" && /^[A-Za-z_]/.test(tokens[at - 1] ?? "")))
    at = closing(tokens, at);
  return at;
}

function closing(tokens: readonly string[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    if (/^[([]$/.test(tokens[at] ?? "")) depth += 1;
    if (/^[)\]]$/.test(tokens[at] ?? "")) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

/** Whether NF is set at a token: `NF = x`, `NF *= x`. */
function setsNext(tokens: readonly string[], at: number): boolean {
  const rest = tokens
    .slice(at + 1, at + 5)
    .join("")
    .trimStart();
  return /^[-+*/%^]?=(?!=)/.test(rest) || /^\*\*=/.test(rest);
}

function statementEnd(tokens: readonly string[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const text = tokens[at] ?? "";
    if (/^[([]$/.test(text)) depth += 1;
    if (/^[)\]]$/.test(text)) depth -= 1;
    if (depth < 0 || (depth === 0 && (/^[;}]$/.test(text) || text.includes("\n") || text === ","))) return at;
  }
  return tokens.length;
}
