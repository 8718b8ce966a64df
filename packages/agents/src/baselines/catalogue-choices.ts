/**
 * A catalogue's entries as choices of a learner.
 * @module
 */
import type { Application, ClientSpec } from "@aiops-gym/application";
import type { CatalogueEntry } from "@aiops-gym/env";
import type { NumberedChoice } from "./choices.ts";

/**
 * Describes entries by what they do and the service they do it to: `scale geo 2x` is `scale 2x`, about geo's row.
 *
 * @param services - In the order of the feature view's rows.
 * @param volumeUsers - Services by the volume that they keep their data on: `recreate_volume geo-pv` is about mongodb-geo's row.
 * @param callers - Who calls a service, see {@link callersOf}.
 */
export function catalogueChoices(
  entries: readonly CatalogueEntry[],
  services: readonly string[],
  volumeUsers: ReadonlyMap<string, string> = new Map(),
  callers: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly NumberedChoice[] {
  return entries.map((entry) => {
    const { volume } = entry.action.arguments;
    const named = typeof volume === "string" ? volume : serviceOf(entry);
    if (named === undefined) return { group: entry.id, row: -1 };
    const row = services.indexOf(typeof volume === "string" ? (volumeUsers.get(volume) ?? "") : named);
    const calling = row < 0 ? [] : (callers.get(services[row] ?? "") ?? []);
    const known = calling.map((caller) => services.indexOf(caller)).filter((one) => one >= 0);
    return {
      group: row < 0 ? entry.id : withoutWord(entry.id, named),
      row,
      ...(known.length === 0 ? {} : { callers: known }),
    };
  });
}

/** Who calls whom, as the application's programs and their configuration tell: callers by the service that they call. */
export function callersOf({ programs, services }: Application): ReadonlyMap<string, readonly string[]> {
  const scripts = programs.filter((program) => program.kind === "script").filter(({ name }) => services.includes(name));
  /** Services by the names that they announce. */
  const announced = new Map<string, string>();
  for (const { name, startup } of scripts)
    for (const step of startup) if (step.do === "register") announced.set(step.service, name);
  const callers = new Map<string, string[]>();
  for (const { name, clients, config = {} } of scripts) {
    for (const client of Object.values(clients)) {
      const address = addressOf(client).replace(/\{config\.(\w+)\}/g, (_, key: string) => config[key] ?? "");
      const host = /^(?:https?:\/\/)?([^:/]*)/.exec(address)?.[1] ?? "";
      const callee = announced.get(host) ?? host;
      if (!services.includes(callee)) continue;
      const known = callers.get(callee) ?? [];
      if (!known.includes(name)) callers.set(callee, [...known, name]);
    }
  }
  return callers;
}

function addressOf(client: ClientSpec): string {
  if (client.protocol !== "grpc") return client.address;
  return client.target.kind === "consul" ? client.target.service : client.target.address;
}

/** Which service keeps its data on a volume, by the volume's name, as the application's manifests tell by storage classes. */
export function volumeUsersOf({ manifests, serviceLabel }: Application): ReadonlyMap<string, string> {
  const users = new Map<string, string>();
  const claims = new Map<string, string>();
  for (const { kind, metadata, spec } of manifests as readonly VolumeManifest[])
    if (kind === "PersistentVolumeClaim") claims.set(metadata.name, spec?.storageClassName ?? "");
  const classes = new Map<string, string>();
  for (const { spec } of manifests as readonly VolumeManifest[]) {
    const service = spec?.template?.metadata?.labels?.[serviceLabel];
    for (const { persistentVolumeClaim } of spec?.template?.spec?.volumes ?? []) {
      const storageClass = claims.get(persistentVolumeClaim?.claimName ?? "");
      if (service !== undefined && storageClass !== undefined) classes.set(storageClass, service);
    }
  }
  for (const { kind, metadata, spec } of manifests as readonly VolumeManifest[]) {
    const user = kind === "PersistentVolume" ? classes.get(spec?.storageClassName ?? "") : undefined;
    if (user !== undefined) users.set(metadata.name, user);
  }
  return users;
}

/** What is read of manifests here. */
interface VolumeManifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: {
    readonly storageClassName?: string;
    readonly template?: {
      readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
      readonly spec?: {
        readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[];
      };
    };
  };
}

function serviceOf({ action, mark }: CatalogueEntry): string | undefined {
  if (mark !== undefined) return mark;
  const { service, store, faulty_components: faulty } = action.arguments;
  const [first] = Array.isArray(faulty) ? (faulty as readonly unknown[]) : [];
  return [service, store, first].find((value) => typeof value === "string");
}

function withoutWord(id: string, word: string): string {
  return id
    .split(" ")
    .filter((part) => part !== word)
    .join(" ");
}
