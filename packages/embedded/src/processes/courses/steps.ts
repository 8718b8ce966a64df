/**
 * Operations as courses run them: the interpreter's instructions, all of one shape, which is what makes reading them fast.
 * @module
 */
import type {
  CompiledClient,
  CompiledCosts,
  CompiledLog,
  CompiledOnError,
  CompiledProgram,
  CompiledSpan,
  Instruction,
} from "../compiled-program.ts";
import { type Drawer, drawerOf } from "../draw.ts";
import { parseTemplate, type Template } from "../template.ts";

/** What a step does. `unusual` is for the interpreter. */
export type StepKind = "cpu" | "sleep" | "call" | "cache-get" | "when" | "jump" | "choose" | "log" | "unusual";

/** A step; what does not apply is empty. */
export interface Step {
  readonly kind: StepKind;
  readonly micros: Drawer;
  readonly client: number;
  readonly costs: CompiledCosts;
  readonly operation: string;
  /** Null also where the program does not trace. */
  readonly span: CompiledSpan | null;
  readonly onError: CompiledOnError | null;
  readonly keys: Template;
  /** Missed keys are asked for elsewhere, or kept. */
  readonly handlesMisses: boolean;
  readonly timeoutMicros: number;
  readonly mostIdle: number;
  readonly variable: string;
  readonly equals: string;
  readonly to: number;
  readonly weights: readonly number[];
  readonly targets: readonly number[];
  readonly line: CompiledLog | null;
}

const noCosts: CompiledCosts = { before: null, after: null, background: null };
const nothing: Step = {
  kind: "unusual",
  micros: drawerOf(0),
  client: 0,
  costs: noCosts,
  operation: "",
  span: null,
  onError: null,
  keys: parseTemplate(""),
  handlesMisses: false,
  timeoutMicros: 0,
  mostIdle: 0,
  variable: "",
  equals: "",
  to: 0,
  weights: [],
  targets: [],
  line: null,
};

const known = new WeakMap<CompiledProgram, readonly Step[]>();

/** The steps of a program, by the indices of its instructions. */
export function stepsOf(program: CompiledProgram): readonly Step[] {
  let steps = known.get(program);
  if (steps === undefined) {
    steps = program.code.map((instruction) => stepOf(program, instruction));
    known.set(program, steps);
  }
  return steps;
}

function stepOf(program: CompiledProgram, instruction: Instruction): Step {
  switch (instruction.op) {
    case "cpu":
    case "sleep":
      return { ...nothing, kind: instruction.op, micros: instruction.micros };
    case "jump":
      return { ...nothing, kind: "jump", to: instruction.to };
    case "when": {
      const { variable, equals, otherwise } = instruction;
      return { ...nothing, kind: "when", variable, equals, to: otherwise };
    }
    case "choose":
      return { ...nothing, kind: "choose", weights: instruction.weights, targets: instruction.targets };
    case "log":
      return { ...nothing, kind: "log", line: instruction.line };
    case "call":
    case "cache-get":
      return clientStep(program, program.clients[instruction.client], instruction);
    default:
      return nothing;
  }
}

function clientStep(
  program: CompiledProgram,
  client: CompiledClient | undefined,
  instruction: Extract<Instruction, { op: "call" | "cache-get" }>,
): Step {
  if (client === undefined) return nothing;
  const { spec, costs } = client;
  const { client: index, onError } = instruction;
  const span = program.traced ? instruction.span : null;
  if (instruction.op === "call") {
    if (spec.protocol !== "grpc") return nothing;
    return { ...nothing, kind: "call", client: index, costs, operation: instruction.operation, span, onError };
  }
  if (spec.protocol !== "memcached") return nothing;
  return {
    ...nothing,
    kind: "cache-get",
    client: index,
    span,
    onError,
    keys: instruction.keys,
    handlesMisses: instruction.onMiss >= 0 || instruction.fill,
    timeoutMicros: Math.round(spec.timeoutSeconds * 1_000_000),
    mostIdle: spec.maxIdleConnections,
  };
}
