/**
 * Spaces of all kinds for property tests.
 */
import { logSchema, serviceSchema } from "@aiops-gym/telemetry";
import fc from "fast-check";
import { type BoxDtype, dtypeLimits, type Space } from "../../src/spaces/space.ts";
import { tableSpace } from "../../src/spaces/table-space.ts";

const shape = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 });

const box = fc
  .tuple(fc.constantFrom<BoxDtype>("float32", "float64", "int32", "int64", "uint8"), shape, fc.boolean(), fc.boolean())
  .chain(([dtype, sides, hasLow, hasHigh]) => {
    const [lowest, highest] = dtypeLimits[dtype];
    const limit = (value: number) => Math.min(Math.max(value, lowest), highest);
    return fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: 1000 })).map(
      ([low, width]): Space => ({
        type: "Box",
        dtype,
        shape: dtype === "int64" ? [] : sides,
        low: hasLow ? limit(low) : null,
        high: hasHigh ? limit(low + width) : null,
      }),
    );
  });

const charset = fc.constantFrom("ab", "0123456789", "aé日🙂");
const leaves: readonly fc.Arbitrary<Space>[] = [
  box,
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: -5, max: 5 })).map(([n, start]) => ({
    type: "Discrete",
    n,
    start,
  })),
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).map((nvec) => ({
    type: "MultiDiscrete",
    nvec,
  })),
  fc.integer({ min: 1, max: 5 }).map((n) => ({ type: "MultiBinary", n })),
  fc.constant({ type: "Boolean" }),
  fc.tuple(charset, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 })).map(([set, least, more]) => ({
    type: "Text",
    minLength: least,
    maxLength: least + more,
    charset: set,
  })),
  fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).map((choices) => ({
    type: "Text",
    minLength: 0,
    maxLength: null,
    charset: null,
    choices,
  })),
];
const unflattenable: readonly fc.Arbitrary<Space>[] = [
  fc.constant({ type: "Json" }),
  fc.constant({ type: "Text", minLength: 2, maxLength: null, charset: null }),
  fc.constant({ type: "Text", minLength: 1, maxLength: null, charset: null, pattern: "^[\\w-]+$" }),
  fc.constantFrom<Space>(tableSpace(logSchema), tableSpace(serviceSchema)),
];

const keys = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 0, maxLength: 4 });

function spacesOf(leaf: readonly fc.Arbitrary<Space>[], bounded: boolean): fc.Arbitrary<Space> {
  return fc.letrec<{ space: Space }>((tie) => {
    const list = fc.array(tie("space"), { minLength: 1, maxLength: 3 });
    return {
      space: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        ...leaf,
        fc.tuple(keys, list, keys).map(([names, spaces, optional]): Space => {
          const entries = names.map((name, index): [string, Space] => [name, spaces[index % spaces.length] as Space]);
          return {
            type: "Dict",
            spaces: Object.fromEntries(entries),
            optional: optional.filter((name) => names.includes(name)),
          };
        }),
        list.map((spaces): Space => ({ type: "Tuple", spaces })),
        list.map((spaces): Space => ({ type: "OneOf", spaces })),
        fc.tuple(tie("space"), fc.integer({ min: 0, max: 2 }), fc.boolean()).map(
          ([space, minLength, open]): Space => ({
            type: "Sequence",
            space,
            minLength,
            maxLength: open && !bounded ? null : minLength + 2,
          }),
        ),
      ),
    };
  }).space;
}

/** Any space. */
export const anySpace: fc.Arbitrary<Space> = spacesOf([...leaves, ...unflattenable], false);
/** Spaces whose values have one length of numbers. */
export const flatSpace: fc.Arbitrary<Space> = spacesOf(leaves, true);
