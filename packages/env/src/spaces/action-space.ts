/**
 * The space of actions: a tool call of any action that the task has, or a text. What a policy can name (services, the namespace,
 * kinds of faults) is listed; samples of the tool calls always parse.
 * @module
 */
import { type TaskName, taskNames, toolDefinitions } from "@aiops-gym/actions";
import type { Application } from "@aiops-gym/application";
import { faultTypes, type Profile, systemLevels } from "@aiops-gym/problems";
import {
  booleanSpace,
  boxSpace,
  choiceSpace,
  dictSpace,
  discreteSpace,
  jsonSpace,
  oneOfSpace,
  sequenceSpace,
  textSpace,
} from "./make-space.ts";
import type { OneOfSpace, Space } from "./space.ts";

/** What of JSON Schema our actions' arguments are described by. */
interface ArgumentSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: ArgumentSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly anyOf?: readonly ArgumentSchema[];
  readonly properties?: Readonly<Record<string, ArgumentSchema>>;
  readonly required?: readonly string[];
}

/** Texts that arguments of these names can be, whatever the application. */
const knownTexts: Readonly<Record<string, readonly string[]>> = {
  has_anomaly: ["Yes", "No"],
  system_level: systemLevels,
  fault_type: faultTypes,
  kind: ["deployment", "service", "configmap", "secret", "persistentvolumeclaim", "networkpolicy"],
};

/** Texts that arguments of these names can be, once the application is known. */
const applicationTexts: Readonly<Record<string, (application: Application) => readonly string[]>> = {
  service: ({ services }) => services,
  faulty_components: ({ services }) => services,
  name: ({ services }) => services,
  namespace: ({ namespace }) => [namespace],
};

/** Integers are listed one by one up to as many. */
const listedIntegers = 10_000;

function textsOf(name: string, application: Application | undefined): readonly string[] | undefined {
  return knownTexts[name] ?? (application === undefined ? undefined : applicationTexts[name]?.(application));
}

function argumentSpace(name: string, schema: ArgumentSchema, application: Application | undefined): Space {
  const { anyOf, minLength = 0, maxLength = null, pattern, items } = schema;
  const values = schema.const === undefined ? schema.enum : [schema.const];
  if (values?.every((value) => typeof value === "string")) return choiceSpace(values);
  if (anyOf !== undefined) return oneOfSpace(anyOf.map((one) => argumentSpace(name, one, application)));
  switch (schema.type) {
    case "string": {
      const texts = textsOf(name, application);
      if (texts !== undefined && texts.length > 0) return choiceSpace(texts);
      return textSpace({ minLength, maxLength, ...(pattern === undefined ? {} : { pattern }) });
    }
    case "integer":
      return integerSpace(schema);
    case "number":
      return numberSpace(schema);
    case "boolean":
      return booleanSpace;
    case "array":
      return sequenceSpace(
        items === undefined ? jsonSpace : argumentSpace(name, items, application),
        schema.minItems,
        schema.maxItems,
      );
    case "object":
      return objectSpace(schema, application);
    default:
      return jsonSpace;
  }
}

function integerSpace({ minimum, maximum }: ArgumentSchema): Space {
  const low = minimum ?? Number.MIN_SAFE_INTEGER;
  const high = maximum ?? Number.MAX_SAFE_INTEGER;
  return high - low < listedIntegers ? discreteSpace(high - low + 1, low) : boxSpace(low, high, [], "int64");
}

/** Bounds that are excluded move inwards by about a part in 10^9. */
function numberSpace({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: ArgumentSchema): Space {
  const inwards = (bound: number): number => 1e-9 * Math.max(1, Math.abs(bound));
  const low = exclusiveMinimum === undefined ? (minimum ?? null) : exclusiveMinimum + inwards(exclusiveMinimum);
  const high = exclusiveMaximum === undefined ? (maximum ?? null) : exclusiveMaximum - inwards(exclusiveMaximum);
  return boxSpace(low, high, [], "float64");
}

/** Objects of any keys are sampled empty. */
function objectSpace({ properties = {}, required = [] }: ArgumentSchema, application: Application | undefined): Space {
  const spaces = Object.entries(properties).map(([key, schema]): [string, Space] => [
    key,
    argumentSpace(key, schema, application),
  ]);
  return dictSpace(
    Object.fromEntries(spaces),
    Object.keys(properties).filter((key) => !required.includes(key)),
  );
}

/** Whose actions. */
export interface ActionSpaceOptions {
  /** Of all tasks when absent. */
  readonly task?: TaskName;
  readonly profile?: Profile;
  /** Names are listed once it is known. */
  readonly application?: Application;
}

const known = new WeakMap<Application, Map<string, OneOfSpace>>();
const anywhere = new Map<string, OneOfSpace>();

/** The space of actions: a Dict `{ name, arguments }` a tool, and Text, the last. The same object for the same options. */
export function actionSpace({ task, profile = "strict", application }: ActionSpaceOptions): OneOfSpace {
  const ofApplication =
    application === undefined ? anywhere : (known.get(application) ?? new Map<string, OneOfSpace>());
  if (application !== undefined) known.set(application, ofApplication);
  const key = `${task ?? "all"} ${profile}`;
  let space = ofApplication.get(key);
  if (space === undefined) {
    space = composeSpace(task === undefined ? taskNames : [task], profile, application);
    ofApplication.set(key, space);
  }
  return space;
}

function composeSpace(tasks: readonly TaskName[], profile: Profile, application: Application | undefined): OneOfSpace {
  const calls = new Map<string, Space>();
  for (const { name, parameters } of tasks.flatMap((task) => toolDefinitions(task, profile))) {
    const call = dictSpace({ name: choiceSpace([name]), arguments: objectSpace(parameters, application) });
    calls.set(JSON.stringify(call), call);
  }
  return oneOfSpace([...calls.values(), textSpace()]);
}
