# `make` alone says what there is. Nothing is needed but a Go toolchain; `make test` also uses a C compiler (race detector), and
# root, containerd and PostgreSQL where it finds them, and says what it left out without them.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
CREATED ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
ARCH    ?= $(shell $(GO) env GOARCH)
FUZZTIME ?= 10s
HISTORIES ?= 20000
CRASHES ?= 500
LDFLAGS := -s -w -X rollcall.dev/rollcall/internal/version.version=$(VERSION)
BUILD   := CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)'
SUITE   := $(GO) run ./test/suite
LINT    := $(GO) tool -modfile=tools/go.mod golangci-lint
IMAGE   := dist/rollcall-$(VERSION).oci.tar

.DEFAULT_GOAL := help
.PHONY: help build test test-unit test-cluster e2e lint fmt fuzz bench sim demo image cluster-up cluster-down clean

help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## bin/rollcall, static
	$(BUILD) -o bin/rollcall ./cmd/rollcall

demo: ## See it work: a real cluster, jobs that go wrong, and what Rollcall says of them; Ctrl-C cleans up
	$(GO) run ./test/demo

test: ## Everything: unit tests, linters, the cluster harness, Rollcall on a real cluster
	$(SUITE)

test-unit: ## Unit tests of the main module, with the race detector
	$(SUITE) unit

test-cluster: ## Tests of the cluster harness
	$(SUITE) cluster

e2e: ## Tests of Rollcall on a real cluster
	$(SUITE) e2e

lint: ## gofmt, go vet, golangci-lint
	$(SUITE) lint

fmt: ## Format what is there
	$(LINT) fmt ./...

fuzz: ## Each fuzz test for FUZZTIME (10s)
	@for pkg in $$(grep -rl --include='*_test.go' '^func Fuzz' internal | xargs -n1 dirname | sort -u); do \
		for name in $$(grep -ho '^func Fuzz[A-Za-z0-9_]*' $$pkg/*_test.go | cut -c6- | sort -u); do \
			echo "== $$pkg $$name"; \
			$(GO) test ./$$pkg -run='^$$' -fuzz="^$$name\$$" -fuzztime=$(FUZZTIME) || exit 1; \
		done; \
	done

bench: ## The figures: a line each, and bench/latest.json
	$(GO) run ./test/bench

sim: ## HISTORIES (20000) beside the CronJob controller of Kubernetes, CRASHES (500) with everything going wrong: what was judged wrong
	$(GO) run ./test/simulate -histories $(HISTORIES) -crashes $(CRASHES)

image: ## dist/rollcall-VERSION.oci.tar: a static image for ARCH, without a Docker daemon
	GOOS=linux GOARCH=$(ARCH) $(BUILD) -o dist/rollcall-linux-$(ARCH) ./cmd/rollcall
	$(GO) run ./deploy/image -binary dist/rollcall-linux-$(ARCH) -version '$(VERSION)' -created $(CREATED) -out '$(IMAGE)'

cluster-up: ## A real Kubernetes on this machine, to look at
	$(GO) run -C test/cluster ./cmd/cluster up --detach

cluster-down: ## And its end
	$(GO) run -C test/cluster ./cmd/cluster down

clean: ## Remove what was built here; caches outside the tree stay
	rm -rf bin dist
