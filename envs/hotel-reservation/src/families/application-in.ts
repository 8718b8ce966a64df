/**
 * The application in the setting of a drawn problem.
 * @module
 */
import { type Application, defineApplication } from "@aiops-gym/application";
import type { Manifest } from "@aiops-gym/cluster";
import { hotelReservation } from "../application.ts";
import { podAnnotations } from "../manifests/metadata.ts";
import { type Setting, settingCount, settingOf } from "./settings.ts";
import { wrongImages } from "./wrong-images.ts";

interface DeploymentManifest extends Manifest {
  readonly spec: { readonly template: { readonly metadata: Readonly<Record<string, unknown>> } };
}

function isDeployment(manifest: Manifest): manifest is DeploymentManifest {
  return manifest.kind === "Deployment";
}

/** Other replicas, other names of pods; everything else as it is. */
function inSetting(manifest: Manifest, { replicas, restartedAt }: Setting): Manifest {
  if (!isDeployment(manifest)) return manifest;
  const { spec, metadata } = manifest;
  const annotations = { ...podAnnotations, "kubectl.kubernetes.io/restartedAt": restartedAt };
  return {
    ...manifest,
    spec: {
      ...spec,
      replicas: replicas[metadata.name ?? ""] ?? 1,
      template: { ...spec.template, metadata: { ...spec.template.metadata, annotations } },
    },
  };
}

/** Made when first asked for, and kept: warm starts belong to the object. */
const applications: (Application | undefined)[] = Array.from({ length: settingCount }, () => undefined);

/** Hotel Reservation in a setting; the same object for the same number. */
export function applicationIn(index: number): Application {
  const known = applications[index];
  if (known !== undefined) return known;
  const setting = settingOf(index);
  const application = defineApplication({
    ...hotelReservation,
    namespace: setting.namespace,
    manifests: hotelReservation.manifests.map((manifest) => inSetting(manifest, setting)),
    images: [...hotelReservation.images, ...wrongImages],
    workload: setting.workload,
  });
  applications[index] = application;
  return application;
}
