# What a person does with this project. `make setup` prepares the machine; what needs that calls it first.
# After it, .venv/bin holds `python`, `azure-face` and a working `pulumi`.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test check format bench up down emulator clean

BIN := .venv/bin
PYTHON ?= python3

# The quickstart on a running emulator: a state and a passphrase of its own, nothing of the user's.
QUICKSTART = PATH="$(CURDIR)/$(BIN):$$PATH" PULUMI_SKIP_UPDATE_CHECK=1 \
	PULUMI_BACKEND_URL="file://$(CURDIR)/.state" PULUMI_CONFIG_PASSPHRASE=quickstart \
	AZURE_FACE_ENDPOINT="$${AZURE_FACE_ENDPOINT:-http://127.0.0.1:5000}" \
	AZURE_FACE_KEY="$${AZURE_FACE_KEY:-emulator-key}"

help:  ## Show what there is to do
	@sed -n 's/^\([a-z]*\):.*## /\1  /p' $(MAKEFILE_LIST) | awk '{ printf "make %-9s", $$1; $$1 = ""; print }'

setup:  ## Prepare the machine: environment, Pulumi CLI, photos
	@$(PYTHON) tools/setup.py

demo: setup  ## See it work: a real `pulumi up` on the emulator, from nothing and back
	@$(BIN)/python examples/demo.py

test: setup  ## Run all tests
	@$(BIN)/python -m pytest -n 4 --dist worksteal

check: setup  ## Format, lint, types, imports
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup  ## Put the code in its form
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: setup  ## Measure how fast it is, beside what else there is; takes about 25 minutes
	@$(BIN)/python -m benchmarks --into benchmarks

emulator: setup  ## Run the emulator on port 5000, until Ctrl-C
	@$(BIN)/azure-face emulator

up: setup  ## Bring the quickstart up on a running emulator
	@mkdir -p .state
	@$(QUICKSTART) pulumi stack select --create dev
	@$(QUICKSTART) pulumi up --yes

down: setup  ## Take the quickstart down again
	@$(QUICKSTART) pulumi destroy --yes --stack dev
	@$(QUICKSTART) pulumi stack rm --yes dev

clean:  ## Remove the environment and what tools left behind
	rm -rf .venv .state .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis tests/clients/js/node_modules
