// Records what Kubernetes' YAML library makes of the texts of cases.json:
//
//	go run record.go <cases.json >recorded.json
//
// in a module that requires sigs.k8s.io/yaml.
package main

import (
	"encoding/json"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	var cases []string
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		panic(err)
	}
	type answer struct {
		Value any    `json:"value"`
		Error string `json:"error,omitempty"`
	}
	answers := map[string]answer{}
	for _, text := range cases {
		var one answer
		if err := yaml.Unmarshal([]byte(text), &one.Value); err != nil {
			one.Error = err.Error()
		}
		answers[text] = one
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(answers); err != nil {
		panic(err)
	}
}
