# The commands for working on this project. Targets that need the environment run `setup` first.
# After `make setup`, .venv/bin contains `python`, `azure-face`, and a working `pulumi`.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup languages browser demo test check docs reference format sdks bench torture test-matrix up down emulator release-check clean

BIN := .venv/bin
PYTHON ?= python3
TORTURE_OPTIONS ?=  # such as `--every 10 --minutes 5`
MATRIX_OPTIONS ?=  # such as `--output matrix.json`

# The quickstart on a running emulator, with its own state and passphrase instead of the user's.
QUICKSTART = PATH="$(CURDIR)/$(BIN):$$PATH" PULUMI_SKIP_UPDATE_CHECK=1 \
	PULUMI_BACKEND_URL="file://$(CURDIR)/.state" PULUMI_CONFIG_PASSPHRASE=quickstart \
	AZURE_FACE_ENDPOINT="$${AZURE_FACE_ENDPOINT:-http://127.0.0.1:5000}" \
	AZURE_FACE_KEY="$${AZURE_FACE_KEY:-emulator-key}"

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1  /p' $(MAKEFILE_LIST) | awk '{ printf "make %-13s", $$1; $$1 = ""; print }'

setup:  ## Set up the environment, the Pulumi CLI, and the photos
	@$(PYTHON) tools/setup.py

languages: setup  ## Set up what the tests of other languages need: language hosts, SDK generators, packages
	@$(BIN)/python -m tools.languages

browser:  ## Find a browser for the tests of pages, or install Chromium (on Debian, as root)
	@$(PYTHON) tools/browser.py

demo: setup  ## Run a demo: the whole life of a stack, with a real `pulumi` on the emulator
	@$(BIN)/python examples/demo.py

test: setup languages  ## Run all tests
	@$(BIN)/python -m pytest -n 4 --dist worksteal

test-matrix: setup languages  ## Run the tests with each Python version and other dependencies; takes about 40 minutes
	@$(BIN)/python tools/version_matrix.py $(MATRIX_OPTIONS)

check: setup docs  ## Check format, lint, types, imports, spelling, and the documentation site
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

docs: setup  ## Build the documentation site in build/site; warnings are errors
	@$(BIN)/python -m tools.reference --check
	@$(BIN)/python -m tools.build_site

reference: setup  ## Write docs/reference from the code
	@$(BIN)/python -m tools.reference

format: setup  ## Format the code and fix lint errors
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

sdks: setup languages  ## Generate the SDKs of the provider plugin into sdk/
	@$(BIN)/python tools/generate_sdks.py sdk

bench: setup  ## Run the benchmarks; takes about 35 minutes
	@$(BIN)/python -m benchmarks --into benchmarks; status=$$?; $(BIN)/python -m benchmarks.document; exit $$status

torture: setup languages  ## Try every kill and fault, and random programs; takes hours
	@$(BIN)/python -m tests.engine.torture $(TORTURE_OPTIONS)

emulator: setup  ## Run the emulator on port 5000 until Ctrl-C
	@$(BIN)/azure-face emulator

release-check: setup languages  ## Check a release: build, install, and run it; stops before the upload
	@$(BIN)/python tools/release_check.py

up: setup  ## Deploy the quickstart to a running emulator
	@mkdir -p .state
	@$(QUICKSTART) pulumi stack select --create dev
	@$(QUICKSTART) pulumi up --yes

down: setup  ## Destroy the quickstart
	@$(QUICKSTART) pulumi destroy --yes --stack dev
	@$(QUICKSTART) pulumi stack rm --yes dev

clean:  ## Remove the environment and the files of the tools
	rm -rf .venv .cache .state build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis tests/clients/js/node_modules tests/engine/plugin/typescript/node_modules
