/**
 * Spaces as JSON: checked where they enter.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import { boundAt, boxSize, dtypeLimits, type Space, type TextSpace } from "./space.ts";

const count = z.int().min(0);
const bound = z.union([z.number(), z.null(), z.array(z.number().nullable())], {
  error: "expected a finite number, null for no bound, or a list of these, one a number of the shape",
});

const boxSchema = z
  .strictObject({
    type: z.literal("Box"),
    dtype: z.enum(["float32", "float64", "int32", "int64", "uint8"]),
    shape: z.array(z.int().min(1)),
    low: bound,
    high: bound,
  })
  .superRefine((box, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: "custom", path: [path], message });
    if (box.dtype === "int64" && box.shape.length > 0)
      refuse("shape", "expected [] with the dtype int64, whose values are single numbers");
    const size = boxSize(box);
    for (const side of ["low", "high"] as const) {
      const value = box[side];
      if (Array.isArray(value) && value.length !== size)
        refuse(side, `has ${value.length} bounds; expected ${size}, one a number of the shape, or a single one`);
    }
    const [lowest, highest] = dtypeLimits[box.dtype];
    for (let index = 0; index < size; index++) {
      const low = boundAt(box.low, index, lowest);
      const high = boundAt(box.high, index, highest);
      const fit = low <= high && low >= lowest && high <= highest;
      if (fit && (box.dtype.startsWith("float") || (Number.isInteger(low) && Number.isInteger(high)))) continue;
      refuse(
        "low",
        `bounds [${low}, ${high}] of number ${index} do not fit; expected low <= high, values of ${box.dtype}`,
      );
      return;
    }
  });

const textSchema = z
  .strictObject({
    type: z.literal("Text"),
    minLength: count,
    maxLength: count.nullable(),
    charset: z.string().min(1).nullable(),
    choices: z.array(z.string()).min(1).optional(),
    pattern: z.string().refine(isPattern, "expected a regular expression").optional(),
  })
  .refine(({ minLength, maxLength }) => maxLength === null || minLength <= maxLength, {
    path: ["minLength"],
    message: "expected at most maxLength",
  })
  .superRefine((text, context) => {
    const strange = text.choices?.find((choice) => !isOfText(text, choice));
    if (strange === undefined) return;
    const message = `has ${JSON.stringify(strange)}, which the lengths, the charset or the pattern do not allow`;
    context.addIssue({ code: "custom", path: ["choices"], message });
  });

type TextLimits = Pick<TextSpace, "minLength" | "maxLength" | "charset"> & { readonly pattern?: string | undefined };

/** Whether a choice is within what else is said of the texts. */
function isOfText({ minLength, maxLength, charset, pattern }: TextLimits, choice: string): boolean {
  const characters = [...choice];
  if (characters.length < minLength || characters.length > (maxLength ?? characters.length)) return false;
  if (pattern !== undefined && !new RegExp(pattern, "u").test(choice)) return false;
  return charset === null || characters.every((character) => [...charset].includes(character));
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}

const spaceSchema: z.ZodType = z.lazy(() =>
  z.discriminatedUnion("type", [
    boxSchema,
    z.strictObject({ type: z.literal("Discrete"), n: z.int().min(1), start: z.int() }),
    z.strictObject({ type: z.literal("MultiDiscrete"), nvec: z.array(z.int().min(1).max(0x7fff_ffff)).min(1) }),
    z.strictObject({ type: z.literal("MultiBinary"), n: z.int().min(1) }),
    z.strictObject({ type: z.literal("Boolean") }),
    textSchema,
    z
      .strictObject({
        type: z.literal("Dict"),
        spaces: z.record(z.string(), spaceSchema),
        optional: z.array(z.string()).optional(),
      })
      .refine(({ spaces, optional = [] }) => optional.every((key) => Object.hasOwn(spaces, key)), {
        path: ["optional"],
        message: "expected keys of `spaces`",
      }),
    z.strictObject({ type: z.literal("Tuple"), spaces: z.array(spaceSchema) }),
    z
      .strictObject({
        type: z.literal("Sequence"),
        space: spaceSchema,
        minLength: count,
        maxLength: count.nullable(),
      })
      .refine(({ minLength, maxLength }) => maxLength === null || minLength <= maxLength, {
        path: ["minLength"],
        message: "expected at most maxLength",
      }),
    z.strictObject({ type: z.literal("OneOf"), spaces: z.array(spaceSchema).min(1) }),
    z.strictObject({ type: z.literal("Json") }),
    z.strictObject({
      type: z.literal("Table"),
      columns: z.array(
        z.strictObject({
          name: z.string(),
          arrow: z.string(),
          nullable: z.boolean(),
          metadata: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  ]),
);

/**
 * Checks that a space can be: bounds in order, shapes of whole numbers, keys that are there.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` that says where and what was expected.
 */
export function checkSpace<S extends Space>(space: S): S {
  const parsed = spaceSchema.safeParse(space);
  if (!parsed.success)
    throw new GymError("ERR_INVALID_DEFINITION", `The space cannot be: ${z.prettifyError(parsed.error)}`);
  return space;
}

/** A space as JSON text. */
export function spaceToJson(space: Space): string {
  return JSON.stringify(space);
}

/**
 * Reads a space: JSON text, or what it says.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` that says where and what was expected.
 */
export function parseSpace(json: unknown): Space {
  let value = json;
  if (typeof json === "string") {
    try {
      value = JSON.parse(json);
    } catch (cause) {
      throw new GymError("ERR_INVALID_DEFINITION", "The space is a text that is no JSON.", { cause });
    }
  }
  return checkSpace(value as Space);
}
