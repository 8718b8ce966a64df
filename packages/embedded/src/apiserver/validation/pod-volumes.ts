/**
 * Rules for the volumes of pods, in Kubernetes' words.
 * @module
 */
import {
  compareQuantities,
  dnsLabelErrors,
  type FieldError,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  subdomainErrors,
} from "@aiops-gym/cluster";
import { tokenProjection } from "../admission/service-account.ts";
import { type Draft, isDraft, listIn, maybeObjectIn } from "../draft.ts";
import { oneOfIfSet } from "./common-rules.ts";

type SourceRule = (path: string, source: Draft) => FieldError[];

const hostPathTypes = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];
const downwardFields = ["annotations", "labels", "name", "namespace", "uid"].map((field) => `metadata.${field}`);
const tenMinutes = 600;

/** What is wrong with each kind of source, of volumes in pods; some are alike in persistent volumes. */
export const sourceRules: Readonly<Record<string, SourceRule>> = {
  emptyDir: (path, source) => {
    const limit = source["sizeLimit"];
    if (limit === undefined || compareQuantities(String(limit), "0") >= 0) return [];
    return [fieldForbidden(`${path}.sizeLimit`, "SizeLimit field must be a valid resource quantity")];
  },
  hostPath: (path, source) => {
    const where = String(source["path"] ?? "");
    if (where === "") return [fieldRequired(`${path}.path`)];
    return [...backstepErrors(`${path}.path`, where), ...oneOfIfSet(`${path}.type`, source["type"], hostPathTypes)];
  },
  configMap: (path, source) => {
    const errors = needed(`${path}.name`, source["name"]);
    return [...errors, ...modeErrors(`${path}.defaultMode`, source["defaultMode"]), ...itemErrors(path, source)];
  },
  secret: (path, source) => {
    const errors = needed(`${path}.secretName`, source["secretName"]);
    return [...errors, ...modeErrors(`${path}.defaultMode`, source["defaultMode"]), ...itemErrors(path, source)];
  },
  persistentVolumeClaim: (path, source) => needed(`${path}.claimName`, source["claimName"]),
  projected: (path, source) =>
    source === tokenProjection
      ? []
      : [
          ...modeErrors(`${path}.defaultMode`, source["defaultMode"]),
          ...listIn(source, "sources").flatMap((one, index) =>
            projectionErrors(path, `${path}.sources[${index}]`, one),
          ),
        ],
  downwardAPI: (path, source) => [
    ...modeErrors(`${path}.defaultMode`, source["defaultMode"]),
    ...listIn(source, "items").flatMap((item) => downwardErrors(path, item)),
  ],
  nfs: (path, source) => {
    const errors = [...needed(`${path}.server`, source["server"]), ...needed(`${path}.path`, source["path"])];
    const where = String(source["path"] ?? "");
    if (where !== "" && !where.startsWith("/")) {
      errors.push(fieldInvalid(`${path}.path`, where, "must be an absolute path"));
    }
    return errors;
  },
  csi: (path, source) => {
    const driver = String(source["driver"] ?? "");
    const errors = needed(`${path}.driver`, driver);
    for (const rule of subdomainErrors(driver)) errors.push(fieldInvalid(`${path}.driver`, driver, rule));
    return errors;
  },
  ephemeral: (path, source) => needed(`${path}.volumeClaimTemplate`, source["volumeClaimTemplate"] ?? ""),
};

/** What is wrong with a pod's volumes. */
export function volumesErrors(field: string, volumes: readonly Draft[]): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, volume] of volumes.entries()) {
    const path = `${field}[${index}]`;
    const sources = Object.keys(volume).filter((key) => isDraft(volume[key]));
    for (const source of sources.slice(1)) {
      errors.push(fieldForbidden(`${path}.${source}`, "may not specify more than 1 volume type"));
    }
    const [source = ""] = sources;
    errors.push(...(sourceRules[source]?.(`${path}.${source}`, maybeObjectIn(volume, source) ?? {}) ?? []));
    const name = String(volume["name"] ?? "");
    if (name === "") errors.push(fieldRequired(`${path}.name`));
    else for (const rule of dnsLabelErrors(name)) errors.push(fieldInvalid(`${path}.name`, name, rule));
    if (seen.has(name)) errors.push(fieldDuplicate(`${path}.name`, name));
    seen.add(name);
  }
  return errors;
}

function needed(field: string, value: unknown): FieldError[] {
  return (value ?? "") === "" ? [fieldRequired(field)] : [];
}

function backstepErrors(field: string, path: string): FieldError[] {
  return path.split("/").includes("..") ? [fieldInvalid(field, path, "must not contain '..'")] : [];
}

/** What is wrong with a path that has to stay inside of a volume. */
export function localPathErrors(field: string, path: string): FieldError[] {
  const errors = path.startsWith("/") ? [fieldInvalid(field, path, "must be a relative path")] : [];
  return [...errors, ...backstepErrors(field, path)];
}

function modeErrors(field: string, mode: unknown): FieldError[] {
  const wrong = typeof mode === "number" && (mode < 0 || mode > 0o777);
  return wrong ? [fieldInvalid(field, mode, "must be a number between 0 and 0777 (octal), both inclusive")] : [];
}

function itemErrors(path: string, source: Draft): FieldError[] {
  return listIn(source, "items").flatMap((item, index) => {
    const at = `${path}.items[${index}]`;
    const where = String(item["path"] ?? "");
    return [
      ...needed(`${at}.key`, item["key"]),
      ...needed(`${at}.path`, where),
      ...localPathErrors(`${at}.path`, where),
      ...modeErrors(`${at}.mode`, item["mode"]),
    ];
  });
}

function projectionErrors(path: string, at: string, source: Draft): FieldError[] {
  const errors: FieldError[] = [];
  for (const kind of ["secret", "configMap"]) {
    const one = maybeObjectIn(source, kind);
    if (one === undefined) continue;
    errors.push(...needed(`${at}.${kind}.name`, one["name"]), ...itemErrors(`${at}.${kind}`, one));
  }
  for (const item of listIn(maybeObjectIn(source, "downwardAPI"), "items")) errors.push(...downwardErrors(path, item));
  const token = maybeObjectIn(source, "serviceAccountToken");
  if (token !== undefined) {
    const seconds = token["expirationSeconds"];
    if (typeof seconds === "number" && seconds < tenMinutes) {
      const detail = "may not specify a duration less than 10 minutes";
      errors.push(fieldInvalid(`${at}.serviceAccountToken.expirationSeconds`, seconds, detail));
    }
    errors.push(...needed(`${path}.path`, token["path"]));
  }
  return errors;
}

function downwardErrors(path: string, item: Draft): FieldError[] {
  const where = String(item["path"] ?? "");
  const errors = [...needed(`${path}.path`, where), ...localPathErrors(`${path}.path`, where)];
  const fieldRef = maybeObjectIn(item, "fieldRef");
  if (fieldRef === undefined && item["resourceFieldRef"] === undefined) {
    errors.push(fieldRequired(path, "one of fieldRef and resourceFieldRef is required"));
  }
  const field = String(fieldRef?.["fieldPath"] ?? "");
  const plain = field.replace(/\['[^']*'\]$/, "");
  if (fieldRef !== undefined && !downwardFields.includes(plain)) {
    errors.push(fieldNotSupported(`${path}.fieldRef.fieldPath`, field, downwardFields));
  }
  return [...errors, ...modeErrors(`${path}.mode`, item["mode"])];
}

const propagations = ["Bidirectional", "HostToContainer", "None"];

/** What is wrong with where containers mount volumes, beside the names. */
export function mountDetailErrors(path: string, index: number, mount: Draft, privileged: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const { subPath, subPathExpr, mountPropagation: propagation } = mount;
  const field = `${path}.volumeMounts`;
  if (typeof subPath === "string") errors.push(...localPathErrors(`${field}.subPath`, subPath));
  if (typeof subPathExpr === "string" && subPathExpr !== "") {
    if (typeof subPath === "string" && subPath !== "") {
      const detail = "subPathExpr and subPath are mutually exclusive";
      errors.push(fieldInvalid(`${field}[${index}].subPathExpr`, subPathExpr, detail));
    }
    errors.push(...localPathErrors(`${field}[${index}].subPathExpr`, subPathExpr));
  }
  errors.push(...oneOfIfSet(`${field}.mountPropagation`, propagation, propagations));
  if (propagation === "Bidirectional" && !privileged) {
    const detail = "Bidirectional mount propagation is available only to privileged containers";
    errors.push(fieldForbidden(`${field}.mountPropagation`, detail));
  }
  return errors;
}
