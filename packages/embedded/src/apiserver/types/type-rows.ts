/**
 * The notation of the API's types.
 * @module
 */

/**
 * A row a type: its fields, as `name<mark>:<type>`, in the order of declaration.
 *
 * Marks say when a field is left out of what is stored: `?` when it is zero (zero objects that are no pointers never are: they are
 * there, empty), `!` when it is zero even so, none: never. Types: `*T` may be absent or zero, `[]T` a list, `{}T` a map with
 * texts as keys, `string(v1.Name)` a text that is called so in messages, another type's name, or one of the basic
 * types: `string bool int32 int64 float64 bytes any Quantity IntOrString Time MicroTime Duration`.
 */
export type TypeRows = Readonly<Record<string, string>>;
