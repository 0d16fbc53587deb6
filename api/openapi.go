package api

import _ "embed" // of the contract

//go:embed openapi.yaml
var openAPI []byte

// OpenAPI returns the contract, as YAML.
func OpenAPI() []byte { return openAPI }
