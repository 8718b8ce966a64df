/**
 * What the expert knows: which evidence speaks for which cause, and what mends it. A table, the surest signs first.
 * @module
 */
import { type Diagnosis, type Rule, symptom } from "./diagnosis.ts";
import type { Evidence, LogEvidence } from "./evidence.ts";
import { trafficRules } from "./traffic-rules.ts";

function findLog({ logs }: Evidence, pattern: RegExp): { log: LogEvidence; match: RegExpExecArray } | undefined {
  for (const log of logs) {
    const match = pattern.exec(log.body);
    if (match !== null) return { log, match };
  }
  return undefined;
}

const mongo = (namespace: string, store: string, user: string, statement: string): string =>
  `kubectl -n ${namespace} exec deploy/${store} -- mongo admin -u ${user} -p ${user} --authenticationDatabase admin --eval "${statement}"`;

/** Where stores and Consul listen. */
const usualPorts: Readonly<Record<string, string>> = {
  "database URL": "27017",
  "profile memcashed address": "11211",
  "consul address": "8500",
};

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
    name: "scaled to nothing",
    diagnose: ({ deployments, replicasBefore }, namespace) => {
      const gone = deployments.find(({ desired }) => desired === 0);
      if (gone === undefined) return undefined;
      const replicas = replicasBefore.get(gone.name) ?? 1;
      return {
        name: `${gone.name} was scaled to nothing`,
        services: [gone.name],
        systemLevel: "Virtualization",
        faultType: "Operation Error",
        repair: [`kubectl -n ${namespace} scale deployment ${gone.name} --replicas=${replicas}`],
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
    name: "wrong address in the configuration",
    diagnose: ({ logs, services }, namespace) => {
      for (const { service, body } of logs) {
        const [, what = "", host = "", port = ""] =
          /Read (database URL|profile memcashed address|consul address): ([\w.-]+):(\d+)/.exec(body) ?? [];
        if (what === "" || (services.includes(host) && port === usualPorts[what])) continue;
        return {
          name: `${service} was built to ask for its ${what.split(" ")[0]} at ${host}:${port}`,
          services: [service],
          systemLevel: "Application",
          faultType: "Misconfiguration",
          repair: [`kubectl -n ${namespace} rollout undo deployment/${service}`],
        };
      }
      return undefined;
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
    diagnose: ({ pods, seenSeconds }) => {
      // What restarted before anything was seen, did so when the application came up.
      const restarted = pods.filter(
        ({ restartedSecondsAgo = Number.POSITIVE_INFINITY }) => restartedSecondsAgo < seenSeconds,
      );
      const pod =
        pods.find(({ ready, status }) => !ready && status !== "Completed") ??
        // Services end when their caches do, not the other way round.
        restarted.find(({ service }) => /^(memcached|mongodb)-/.test(service)) ??
        restarted[0];
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
  ...trafficRules,
];

/** The first rule that applies; undefined when nothing seems wrong. */
export function diagnose(evidence: Evidence, namespace: string): Diagnosis | undefined {
  for (const rule of rules) {
    const diagnosis = rule.diagnose(evidence, namespace);
    if (diagnosis !== undefined) return diagnosis;
  }
  return undefined;
}
