/**
 * Rules for names, label keys and label values, with the sentences Kubernetes says when one is broken.
 * Each check answers with what is wrong: nothing when all is well. Wordings recorded from Kubernetes 1.34.4.
 * @module
 */

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

const isSubdomain = new RegExp(`^${subdomain}$`);
const isLabel = new RegExp(`^${label}$`);
const isQualified = new RegExp(`^${qualified}$`);

const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
  `end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`;
const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with " +
  `an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;
const dns1035LabelRule =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, " +
  "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is " +
  "'[a-z]([-a-z0-9]*[a-z0-9])?')";
const qualifiedRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  `(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualified}')`;
const labelValueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function tooLong(max: number): string {
  return `must be no more than ${max} characters`;
}

/** What keeps a text from being a DNS subdomain (names of most kinds). */
export function subdomainErrors(text: string): readonly string[] {
  const errors: string[] = [];
  if (text.length > 253) errors.push(tooLong(253));
  if (!isSubdomain.test(text)) errors.push(subdomainRule);
  return errors;
}

/** What keeps a text from being an RFC 1123 label (names of containers and namespaces). */
export function dnsLabelErrors(text: string): readonly string[] {
  const errors: string[] = [];
  if (text.length > 63) errors.push(tooLong(63));
  // with dots, but else well-formed
  if (!isLabel.test(text)) errors.push(isSubdomain.test(text) ? "must not contain dots" : labelRule);
  return errors;
}

/** What keeps a text from being an RFC 1035 label (names of services). */
export function dns1035LabelErrors(text: string): readonly string[] {
  const errors: string[] = [];
  if (text.length > 63) errors.push(tooLong(63));
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text)) errors.push(dns1035LabelRule);
  return errors;
}

/** What keeps a text from being a label's or annotation's key. */
export function labelKeyErrors(text: string): readonly string[] {
  if (goodKeys.has(text)) return none;
  const errors = keyErrors(text);
  if (errors.length === 0) {
    if (goodKeys.size >= mostGoodKeys) goodKeys.clear();
    goodKeys.add(text);
  }
  return errors;
}

const none: readonly string[] = Object.freeze([]);
/** Keys that were found good: there are few, and all objects have the same. */
const goodKeys = new Set<string>();
const mostGoodKeys = 512;

function keyErrors(text: string): readonly string[] {
  const parts = text.split("/");
  if (parts.length > 2) {
    return [
      `a qualified name ${qualifiedRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const errors: string[] = [];
  const name = parts.at(-1) ?? "";
  if (parts.length === 2) {
    const prefix = parts[0] ?? "";
    if (prefix === "") errors.push("prefix part must be non-empty");
    else errors.push(...subdomainErrors(prefix).map((error) => `prefix part ${error}`));
  }
  if (name === "") errors.push("name part must be non-empty");
  else if (name.length > 63) errors.push(`name part ${tooLong(63)}`);
  if (!isQualified.test(name)) errors.push(`name part ${qualifiedRule}`);
  return errors;
}

/** What keeps a text from being a label's value. */
export function labelValueErrors(text: string): readonly string[] {
  const errors: string[] = [];
  if (text.length > 63) errors.push(tooLong(63));
  if (text !== "" && !isQualified.test(text)) errors.push(labelValueRule);
  return errors;
}
