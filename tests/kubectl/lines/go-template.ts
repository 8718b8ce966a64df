/**
 * `-o go-template`.
 * @module
 */
import type { LinesOf } from "../state.ts";

const each = "{{range .items}}{{.metadata.name}}{{end}}";

export const goTemplateLines: readonly LinesOf[] = [
  {
    state: "go-template",
    lines: [
      "get cm plain -o go-template='{{.metadata.name}} {{.data.a}} {{index .data \"c.txt\"}}'",
      "get cm plain -o go-template --template='{{.kind}}'",
      "get cm plain --template='{{.kind}}'",
      "get cm plain -o template='{{.kind}}'",
      "get cm plain -o go-template='{{range $k, $v := .data}}{{$k}}={{$v | printf \"%q\"}};{{end}}'",
      "get cm plain -o go-template='{{.nothing}} {{.data.none}} {{.nothing.deeper}}'",
      "get cm plain -o go-template='{{.data.none.deeper}}'",
      "get cm plain -o go-template='{{.nothing}}' --allow-missing-template-keys=false",
      "get cm plain -o go-template='{{if .data.a}}yes{{else}}no{{end}} {{with .data.q}}{{.}}{{else}}none{{end}}'",
      'get cm plain -o go-template=\'{{len .data}} {{eq .data.a "1"}} {{and .data.a .data.b}} {{html "<a>"}}\'',
      'get cm plain -o go-template=\'{{exists . "data" "a"}} {{exists . "data" "q"}}\'',
      "get secret pass -o go-template='{{.data.word | base64decode}} {{.data.user}}'",
      "get secret pass -o go-template='{{range $k, $v := .data}}{{$k}}: {{base64decode $v}}{{\"\\n\"}}{{end}}'",
      "get cm plain -o go-template='{{.a'",
      "get cm plain -o go-template='{{nofunc}}'",
      "get cm plain -o go-template='{{end}}'",
      "get cm plain -o go-template='{{range}}{{end}}'",
      "get cm plain -o go-template",
      "get cm plain -o go-template=",
      "get cm plain -o go-template-file=nowhere",
      "get cm nope -o go-template='{{.kind}}'",
      "get cm plain empty -o go-template='{{.kind}} {{len .items}}'",
      `get cm plain empty -o go-template='${each}'`,
      "get deploy web -o go-template='{{.spec.replicas}} {{.spec.progressDeadlineSeconds}} {{printf \"%T %d %v\" .spec.replicas .spec.replicas .spec.replicas}}'",
      "get deploy web -o go-template='{{.spec.selector}} {{.spec.strategy}}'",
      "get deploy web -o go-template='{{range .spec.template.spec.containers}}{{.name}} {{.image}} {{.command}}{{end}}'",
      "get deploy web -o go-template='{{(index .spec.template.spec.containers 0).image}} {{index .spec.template.spec.containers 1}}'",
      "get deploy web -o go-template='{{range .status.conditions}}{{.type}}={{.status}} {{end}}'",
      "get svc web -o go-template='{{range .spec.ports}}{{.port}}/{{.protocol}} {{.nodePort}}{{end}}'",
      "get pods -o go-template='{{range .items}}{{.status.phase}} {{range .status.containerStatuses}}{{.ready}} {{.restartCount}}{{end}}{{\"\\n\"}}{{end}}'",
      "get pods -o go-template='{{len .items}} {{(index .items 0).kind}}'",
      "label cm empty x=y -o go-template='{{.metadata.labels.x}}'",
      "create cm made --from-literal=k=v --dry-run=client -o go-template='{{.data.k}} {{.metadata.creationTimestamp}}'",
      {
        line: "get cm plain -o go-template-file=t.tpl",
        files: { "t.tpl": '{{define "one"}}<{{.}}>{{end -}}\n{{range .data}}{{template "one" .}}{{end}}\n' },
      },
    ],
  },
];
