/**
 * What create and its subcommands make, and what they refuse: an empty namespace, files to create from.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "plain.txt": `hello
`,
  noeol: "x",
  "conf/a.properties": `a=1
b=2
`,
  "conf/b.txt": `b
`,
  "conf/sub/c.txt": `c
`,
  "vars.env": `# comment
ONE=1

  TWO=2=2
THREE=
`,
  "bad.env": `1BAD=x
`,
  "tls.crt": `not a cert
`,
  "tls.key": `not a key
`,
} as const;

export const createConfigLines: readonly LinesOf[] = [
  {
    state: "create-config",
    lines: [
      "create configmap lit --from-literal=a=1 --from-literal=b='two words'",
      "create configmap lit --from-literal=a=1",
      {
        line: "create cm files --from-file=plain.txt --from-file=key=noeol --dry-run=client -o yaml",
        files: { noeol: files["noeol"], "plain.txt": files["plain.txt"] },
      },
      {
        line: "create cm folder --from-file=conf --dry-run=client -o yaml",
        files: {
          "conf/a.properties": files["conf/a.properties"],
          "conf/b.txt": files["conf/b.txt"],
          "conf/sub/c.txt": files["conf/sub/c.txt"],
        },
      },
      {
        line: "create cm folder --from-file=k=conf",
        files: {
          "conf/a.properties": files["conf/a.properties"],
          "conf/b.txt": files["conf/b.txt"],
          "conf/sub/c.txt": files["conf/sub/c.txt"],
        },
      },
      {
        line: "create cm folder --from-file=conf/",
        files: {
          "conf/a.properties": files["conf/a.properties"],
          "conf/b.txt": files["conf/b.txt"],
          "conf/sub/c.txt": files["conf/sub/c.txt"],
        },
      },
      "get cm folder -o yaml",
      {
        line: "create cm env --from-env-file=vars.env -o yaml --dry-run=client",
        files: { "vars.env": files["vars.env"] },
      },
      { line: "create cm env --from-env-file=bad.env", files: { "bad.env": files["bad.env"] } },
      "create cm env --from-env-file=none.env",
      { line: "create cm env --from-env-file=vars.env --from-literal=a=b", files: { "vars.env": files["vars.env"] } },
      "create cm hash --from-literal=a=b --append-hash",
      "create cm empty",
      "get cm empty -o yaml",
      "create cm x --from-literal=a",
      "create cm x --from-literal==a",
      "create cm x --from-literal=a=1 --from-literal=a=2",
      "create cm x --from-literal='bad key=1'",
      "create cm x --from-file=none.txt",
      "create cm x --from-file=a=b=c",
      "create cm x --from-file==c",
      "create cm x --from-file=c=",
      "create cm",
      "create secret generic s --from-literal=user=admin --from-literal=pass='p w'",
      "get secret s -o yaml",
      "create secret generic s --from-literal=user=admin",
      "create secret generic typed --type=kubernetes.io/basic-auth --from-literal=username=u --dry-run=client -o yaml",
      "create secret generic typed --type=kubernetes.io/tls",
      "create secret generic h --from-literal=a=b --append-hash --dry-run=client -o name",
      "create secret generic x --from-literal='bad key=1'",
      "create secret generic x --from-literal=a=1 --from-literal=a=2",
      "create secret docker-registry reg --docker-username=u --docker-password=p --docker-email=e@x.io",
      "get secret reg -o jsonpath={.type}{.data}",
      "create secret docker-registry reg2 --docker-username=u",
      {
        line: "create secret tls t --cert=tls.crt --key=tls.key",
        files: { "tls.crt": files["tls.crt"], "tls.key": files["tls.key"] },
      },
      { line: "create secret tls t --cert=none.crt --key=tls.key", files: { "tls.key": files["tls.key"] } },
      "create secret tls t",
      "create secret foo x",
      "create quota q --hard=cpu=1,memory=1Gi,pods=2 --dry-run=client -o yaml",
      "create quota q --hard=cpu=1,memory=1Gi,pods=2 --scopes=BestEffort",
      "create quota q --hard=pods=2",
      "create resourcequota q2 --hard=pods",
      "create quota q3 --hard=pods=x",
      "create quota q4",
      "create serviceaccount bot",
      "create sa bot",
      "create sa bot2 --dry-run=client -o yaml",
      "create token bot --duration=1s5ms",
      "create token nobody",
      'create priorityclass $NS--high --value=1000 --description="important ones" --dry-run=client -o yaml',
      "create pc $NS--low --value=1 --preemption-policy=Never --dry-run=server",
      "create priorityclass $NS--x --value=1 --preemption-policy=foo",
      "create pdb p --selector=app=web --min-available=1 --dry-run=client -o yaml",
      "create pdb p --selector=app=web --max-unavailable=50%",
      "create pdb p",
      "create pdb p --selector=app=web",
      "create pdb p --selector=app=web --min-available=1 --max-unavailable=1",
      "create poddisruptionbudget p2 --selector=app=web --min-available=x",
    ],
  },
];
