/**
 * Columns of volumes, claims, config maps and secrets.
 * @module
 */
import { canonicalQuantity, type KubeObject } from "@aiops-gym/cluster";
import { listAt, textAt, textsAt, treeAt } from "../tree.ts";
import { ageColumn, type Column, column, fieldColumn, formatAccessModes, nameColumn, wideColumn } from "./column.ts";

function quantityAt(object: KubeObject, path: string): string {
  const text = textAt(object, path);
  return text === "" ? "0" : canonicalQuantity(text);
}

const statusColumn = column("Status", (object) =>
  object.metadata.deletionTimestamp === undefined ? textAt(object, "status.phase") : "Terminating",
);
const volumeModeColumn = wideColumn("VolumeMode", (object) => textAt(object, "spec.volumeMode") || "<unset>");
const attributesColumn = fieldColumn("VolumeAttributesClass", "spec.volumeAttributesClassName", "<unset>");

/** The storage class, which old objects have as an annotation. */
export function storageClassOf(object: KubeObject): string {
  return (
    object.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ?? textAt(object, "spec.storageClassName")
  );
}

export const volumeColumns: readonly Column[] = [
  nameColumn,
  column("Capacity", (volume) => quantityAt(volume, "spec.capacity.storage")),
  column("Access Modes", (volume) => formatAccessModes(textsAt(volume, "spec.accessModes"))),
  fieldColumn("Reclaim Policy", "spec.persistentVolumeReclaimPolicy"),
  statusColumn,
  column("Claim", (volume) => {
    const name = textAt(volume, "spec.claimRef.name");
    return name === "" ? "" : `${textAt(volume, "spec.claimRef.namespace")}/${name}`;
  }),
  column("StorageClass", storageClassOf),
  attributesColumn,
  fieldColumn("Reason", "status.reason"),
  ageColumn,
  volumeModeColumn,
];

export const claimColumns: readonly Column[] = [
  nameColumn,
  statusColumn,
  fieldColumn("Volume", "spec.volumeName"),
  column("Capacity", (claim) =>
    textAt(claim, "spec.volumeName") === "" ? "" : quantityAt(claim, "status.capacity.storage"),
  ),
  column("Access Modes", (claim) =>
    textAt(claim, "spec.volumeName") === "" ? "" : formatAccessModes(textsAt(claim, "status.accessModes")),
  ),
  column("StorageClass", storageClassOf),
  attributesColumn,
  ageColumn,
  volumeModeColumn,
];

export const storageClassColumns: readonly Column[] = [
  column("Name", (object) => {
    const isDefault = object.metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true";
    return isDefault ? `${object.metadata.name} (default)` : object.metadata.name;
  }),
  fieldColumn("Provisioner", "provisioner"),
  fieldColumn("ReclaimPolicy", "reclaimPolicy", "Delete"),
  fieldColumn("VolumeBindingMode", "volumeBindingMode", "Immediate"),
  fieldColumn("AllowVolumeExpansion", "allowVolumeExpansion", "false"),
  ageColumn,
];

const dataColumn = column("Data", (object) =>
  String(Object.keys(treeAt(object, "data")).length + Object.keys(treeAt(object, "binaryData")).length),
);

export const configMapColumns: readonly Column[] = [nameColumn, dataColumn, ageColumn];
export const secretColumns: readonly Column[] = [nameColumn, fieldColumn("Type", "type"), dataColumn, ageColumn];
export const csiNodeColumns: readonly Column[] = [
  nameColumn,
  column("Drivers", (object) => String(listAt(object, "spec.drivers").length)),
  ageColumn,
];
