/**
 * What charts' templates may call, beside what the engine itself adds.
 * @module
 */
import { GoCallError } from "../../go-template/template-error.ts";
import { fixed, type GoFunction, goInt, variadic } from "../../go-template/value.ts";
import { seededRandom } from "../../virtual-globals.ts";
import { encodingFunctions } from "./encoding.ts";
import { listFunctions } from "./list.ts";
import { logicFunctions } from "./logic.ts";
import { mapFunctions } from "./map.ts";
import { numberFunctions } from "./number.ts";
import { bounded, type FunctionTable } from "./support.ts";
import { textFunctions } from "./text.ts";

const refusedNames =
  "bcrypt htpasswd genPrivateKey derivePassword buildCustomCert genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey " +
  "genSignedCert genSignedCertWithKey encryptAES decryptAES toToml fromToml urlParse urlJoin dateModify date_modify " +
  "must_date_modify mustDateModify dateAgo ago duration durationRound toDate mustToDate htmlDateInZone abbrevboth shuffle";

/** Functions that are known, and not available here. */
const refused: FunctionTable = refusedNames.split(" ").map((name) => [
  name,
  variadic([], "any", () => {
    throw new GoCallError(`${name} is not available in this shell`);
  }),
]);

const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");

/** Functions of chance, from a stream of their own. */
function random(seed: string): FunctionTable {
  const draw = seededRandom(seed);
  const pick = (letters: string): string => letters.charAt(Math.floor(draw() * letters.length));
  const word = (letters: string): GoFunction =>
    fixed(["int"], (count) =>
      Array.from({ length: bounded(Math.max(count, 0), "rand") }, () => pick(letters)).join(""),
    );
  const hex = "0123456789abcdef";
  return [
    ["randAlphaNum", word(lower.toUpperCase() + lower + digits)],
    ["randAlpha", word(lower.toUpperCase() + lower)],
    ["randNumeric", word(digits)],
    ["randAscii", word(printable)],
    [
      "randBytes",
      fixed(["int"], (count) =>
        Buffer.from(
          Array.from({ length: bounded(Math.max(count, 0), "rand") }, () => Math.floor(draw() * 256)),
        ).toString("base64"),
      ),
    ],
    ["randInt", fixed(["int", "int"], (from, to) => goInt(from + Math.floor(draw() * Math.max(to - from, 1))))],
    [
      "uuidv4",
      fixed([], () =>
        "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replaceAll(/[xy]/g, (place) => pick(place === "x" ? hex : "89ab")),
      ),
    ],
    ["getHostByName", fixed(["string"], () => "")],
  ];
}

/**
 * All functions by name.
 *
 * @param now - Milliseconds since the Unix epoch, on the cluster's clock.
 * @param seed - Decides what the functions of chance draw.
 */
export function helmFunctions(now: number, seed: string): Map<string, GoFunction> {
  const tables = [
    refused,
    textFunctions,
    listFunctions,
    mapFunctions,
    numberFunctions,
    encodingFunctions,
    logicFunctions(now),
    random(seed),
  ];
  return new Map(
    tables.flat().flatMap(([names, definition]) => names.split(" ").map((name) => [name, definition] as const)),
  );
}
