// Records what Go's text/template prints for the templates of cases.json:
//
//	go run record.go <cases.json >recorded.json
package main

import (
	"encoding/json"
	"os"
	"strings"
	"text/template"
)

type answer struct {
	Output string `json:"output"`
	Error  string `json:"error,omitempty"`
}

func main() {
	var cases struct {
		Data      any      `json:"data"`
		Templates []string `json:"templates"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		panic(err)
	}
	answers := map[string]map[string]answer{}
	for _, text := range cases.Templates {
		answers[text] = map[string]answer{}
		for _, missing := range []string{"default", "zero", "error"} {
			var out strings.Builder
			parsed, err := template.New("page").Option("missingkey=" + missing).Parse(text)
			if err == nil {
				err = parsed.Execute(&out, cases.Data)
			}
			one := answer{Output: out.String()}
			if err != nil {
				one.Error = err.Error()
			}
			if missing == "default" || one != answers[text]["default"] {
				answers[text][missing] = one
			}
		}
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(answers); err != nil {
		panic(err)
	}
}
