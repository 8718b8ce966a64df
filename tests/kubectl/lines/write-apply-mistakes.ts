/**
 * What apply, create -f and replace do with files: an empty namespace, and files that are no good YAML.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "a.yaml": `a: 1
 b: 2
`,
  "b.yaml": `a:
  b: 1
 c: 2
`,
  "c.yaml": `a:
	b: 1
`,
  "d.yaml": `a: b: c
`,
  "e.yaml": `a: [1, 2
`,
  "f.yaml": `a: "x
`,
  "g.yaml": `a:
- x
  - y
b: 1
`,
  "h.yaml": `a: 1
just text
`,
  "i.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: x
   labels: {}
`,
  "j.yaml": `a: {b: 1
c: 2
`,
  "k.yaml": `a: *x
`,
  "l.yaml": `a: 1
a: 2
kind: x
apiVersion: v1
`,
  "m.yaml": `a: @x
`,
  "n.yaml": `spec:
  containers:
    - name: a
     image: b
`,
  "o.yaml": `a: 'it's'
`,
  "p.json": '{"a": 1,}',
  "q.yaml": `a: %x
`,
  "r.yaml": `- a
b: 1
`,
  "s.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: x
data:
  a: |
  text
  b: c
`,
} as const;

export const applyMistakesLines: readonly LinesOf[] = [
  {
    state: "apply-mistakes",
    lines: [
      { line: "apply -f a.yaml", files: { "a.yaml": files["a.yaml"] } },
      { line: "apply -f b.yaml", files: { "b.yaml": files["b.yaml"] } },
      { line: "apply -f c.yaml", files: { "c.yaml": files["c.yaml"] } },
      { line: "apply -f d.yaml", files: { "d.yaml": files["d.yaml"] } },
      { line: "apply -f e.yaml", files: { "e.yaml": files["e.yaml"] } },
      { line: "apply -f f.yaml", files: { "f.yaml": files["f.yaml"] } },
      { line: "apply -f g.yaml", files: { "g.yaml": files["g.yaml"] } },
      { line: "apply -f h.yaml", files: { "h.yaml": files["h.yaml"] } },
      { line: "apply -f i.yaml", files: { "i.yaml": files["i.yaml"] } },
      { line: "apply -f j.yaml", files: { "j.yaml": files["j.yaml"] } },
      { line: "apply -f k.yaml", files: { "k.yaml": files["k.yaml"] } },
      { line: "apply -f l.yaml", files: { "l.yaml": files["l.yaml"] } },
      { line: "apply -f m.yaml", files: { "m.yaml": files["m.yaml"] } },
      { line: "apply -f n.yaml", files: { "n.yaml": files["n.yaml"] } },
      { line: "apply -f o.yaml", files: { "o.yaml": files["o.yaml"] } },
      { line: "apply -f p.json", files: { "p.json": files["p.json"] } },
      { line: "apply -f q.yaml", files: { "q.yaml": files["q.yaml"] } },
      { line: "apply -f r.yaml", files: { "r.yaml": files["r.yaml"] } },
      { line: "apply -f s.yaml", files: { "s.yaml": files["s.yaml"] } },
    ],
  },
];
