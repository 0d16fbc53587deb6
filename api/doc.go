// Package api holds the contract of the REST API, as it is served at /api/openapi.yaml.
package api
