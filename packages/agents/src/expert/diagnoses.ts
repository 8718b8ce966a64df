/**
 * What the expert knows: which evidence speaks for which cause, and what mends it. A table, the surest signs first.
 * @module
 */
import type { Evidence, LogEvidence } from "./evidence.ts";

/** A root cause, as far as the evidence shows it. */
export interface Diagnosis {
  readonly name: string;
  readonly services: readonly string[];
  readonly systemLevel: string;
  readonly faultType: string;
  /** Shell commands that mend it. */
  readonly repair: readonly string[];
}

interface Rule {
  readonly name: string;
  diagnose(evidence: Evidence, namespace: string): Diagnosis | undefined;
}

function findLog({ logs }: Evidence, pattern: RegExp): { log: LogEvidence; match: RegExpExecArray } | undefined {
  for (const log of logs) {
    const match = pattern.exec(log.body);
    if (match !== null) return { log, match };
  }
  return undefined;
}

const mongo = (namespace: string, store: string, user: string, statement: string): string =>
  `kubectl -n ${namespace} exec deploy/${store} -- mongo admin -u ${user} -p ${user} --authenticationDatabase admin --eval "${statement}"`;

/** Rules in the order in which they are tried. */
const rules: readonly Rule[] = [
  {
    name: "claims pending",
    diagnose: ({ pendingClaims, pods }, namespace) => {
      if (pendingClaims.length === 0) return undefined;
      const services = pods.filter(({ status }) => status === "Pending").map(({ service }) => service);
      return {
        name: "volumes are bound to claims that are gone",
        services,
        systemLevel: "Virtualization",
        faultType: "Operation Error",
        repair: [
          `for v in $(kubectl get pv -o jsonpath='{range .items[?(@.status.phase=="Released")]}{.metadata.name}{" "}{end}'); do kubectl patch pv $v --type=json -p '[{"op": "remove", "path": "/spec/claimRef"}]'; done; kubectl -n ${namespace} get pvc`,
        ],
      };
    },
  },
  {
    name: "not authorized",
    diagnose: (evidence, namespace) => {
      const found = findLog(evidence, /not authorized on (\S+) to execute/);
      if (found === undefined) return undefined;
      const { service } = found.log;
      const store = `mongodb-${service}`;
      const grant = `db.grantRolesToUser('admin', [{role: 'readWrite', db: '${found.match[1]}'}])`;
      return {
        name: `the user of ${store} lost its role`,
        services: [store],
        systemLevel: "Application",
        faultType: "Authentication Issue",
        repair: [
          mongo(namespace, store, "admin", grant),
          `kubectl -n ${namespace} rollout restart deployment ${service}`,
        ],
      };
    },
  },
  {
    name: "authentication failed",
    diagnose: (evidence, namespace) => {
      const found = findLog(evidence, /SASL authentication step: Authentication failed/);
      if (found === undefined) return undefined;
      const { service } = found.log;
      const store = `mongodb-${service}`;
      const user = `db.createUser({user: 'admin', pwd: 'admin', roles: [{role: 'userAdminAnyDatabase', db: 'admin'}, {role: 'readWrite', db: '${service}-db'}]})`;
      return {
        name: `the user of ${store} is gone`,
        services: [store],
        systemLevel: "Application",
        // So this benchmark files a user that its store does not know.
        faultType: "Network/Storage Issue",
        repair: [
          mongo(namespace, store, "root", user),
          `kubectl -n ${namespace} rollout restart deployment ${service}`,
        ],
      };
    },
  },
  {
    name: "wrong port in the configuration",
    diagnose: (evidence, namespace) => {
      const found = findLog(evidence, /Read database URL: \S+:(?!27017)(\d+)/);
      if (found === undefined) return undefined;
      const { service } = found.log;
      return {
        name: `${service} was built to ask for its database at port ${found.match[1]}`,
        services: [service],
        systemLevel: "Application",
        faultType: "Misconfiguration",
        repair: [`kubectl -n ${namespace} rollout undo deployment/${service}`],
      };
    },
  },
  {
    name: "another program than the service's",
    diagnose: (evidence, namespace) => {
      for (const { service, body } of evidence.logs) {
        const program = /cmd\/(\w+)\/main\.go/.exec(body)?.[1];
        if (program === undefined || program === service) continue;
        const patch = `[{"op": "replace", "path": "/spec/template/spec/containers/0/command", "value": ["${service}"]}]`;
        return {
          name: `${service} runs the program ${program}`,
          services: [service],
          systemLevel: "Application",
          // So this benchmark files a wrong program.
          faultType: "Network/Storage Issue",
          repair: [`kubectl -n ${namespace} patch deployment ${service} --type=json -p '${patch}'`],
        };
      }
      return undefined;
    },
  },
  {
    name: "disk errors",
    diagnose: (evidence) => {
      const found = findLog(evidence, /I\/O error|Input\/output error/);
      return found === undefined
        ? undefined
        : symptom(
            `${found.log.service} cannot write to its disk`,
            found.log.service,
            "Hardware",
            "Network/Storage Issue",
          );
    },
  },
  {
    name: "container replaced",
    diagnose: ({ events }) => {
      for (const event of events) {
        const pod = /^Pod\/(\S+)-[a-z0-9]+-[a-z0-9]{5}: Killing: .*definition changed/.exec(event)?.[1];
        if (pod !== undefined)
          return symptom(`the containers of ${pod} were replaced`, pod, "Virtualization", "Operation Error");
      }
      return undefined;
    },
  },
  {
    name: "unhealthy pod",
    diagnose: ({ pods }) => {
      const pod =
        pods.find(({ ready, status }) => !ready && status !== "Completed") ??
        pods.find(({ restartedSecondsAgo }) => restartedSecondsAgo !== undefined && restartedSecondsAgo < 90);
      return pod === undefined
        ? undefined
        : symptom(
            `pod ${pod.name} is ${pod.status} after ${pod.restarts} restarts`,
            pod.service,
            "Application",
            "Operation Error",
          );
    },
  },
  {
    name: "requests that hang",
    diagnose: ({ traffic }) => {
      // Callers of a slow service are slow too; the slowest that nobody slower is behind is the one that is asked least.
      const slow = [...traffic]
        .filter(([, { slowestSeconds }]) => slowestSeconds > 1)
        .sort((a, b) => a[1].before - b[1].before);
      const silent = [...traffic].filter(([, { before, after }]) => before * 45 >= 3 && after === 0);
      const [service] = silent[0] ?? slow[0] ?? [];
      return service === undefined
        ? undefined
        : symptom(`${service} does not answer in time`, service, "Operating System", "Network/Storage Issue");
    },
  },
  {
    name: "calls that fail",
    diagnose: ({ calls }) => {
      // Whoever calls it sees only failures; of several the one that is called least, as callers of it fail too.
      const [service] =
        [...calls]
          .filter(([, { failed, answered }]) => failed >= 2 && answered === 0)
          .sort((a, b) => a[1].failed - b[1].failed)[0] ?? [];
      return service === undefined
        ? undefined
        : symptom(`all calls of ${service} fail`, service, "Operating System", "Operation Error");
    },
  },
];

function symptom(name: string, service: string, systemLevel: string, faultType: string): Diagnosis {
  return { name, services: [service], systemLevel, faultType, repair: [] };
}

/** The first rule that applies; undefined when nothing seems wrong. */
export function diagnose(evidence: Evidence, namespace: string): Diagnosis | undefined {
  for (const rule of rules) {
    const diagnosis = rule.diagnose(evidence, namespace);
    if (diagnosis !== undefined) return diagnosis;
  }
  return undefined;
}
