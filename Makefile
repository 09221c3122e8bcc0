# Every target that needs the environment makes it first; `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help install install-dev up down reset test models fuzz lint client openapi lock

# The first Python on the path that is new enough; PYTHON=/path/to/python names another.
PYTHON = $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	echo $$python && break; done || echo python3)
IN := .venv/bin
# Which tests, and how: make test TESTS="tests/claims -k chain"
TESTS ?=

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" \
		read -r target does; do printf '  make %-12s %s\n' "$$target" "$$does"; done

install: ## make .venv with all that Musnad needs to run
	@$(PYTHON) config/parts/install.py

install-dev: ## make .venv with what tests and linters need as well
	@$(PYTHON) config/parts/install.py --dev

up: install ## start all parts; Ctrl-C stops them, the data is kept
	@$(IN)/python -m config.parts up

down: install ## stop the parts, wherever they were started
	@$(IN)/python -m config.parts down

reset: install ## delete all data, after asking
	@$(IN)/python -m config.parts reset

# More than there are cores on a small machine: who starts and kills whole installations mostly waits.
test: install-dev ## run all tests, the browser's too where there is a Chromium
	@$(IN)/python -m pytest -n 3 --dist loadfile $(TESTS)

models: install-dev ## train the Arabic models anew, for a quarter of an hour, and compare them with those that ship
	@MUSNAD_TRAIN=1 $(IN)/python -m pytest tests/attribution/test_training.py -k bit_for_bit

# As many cases for each operation in each phase, with a key of each scope: more than 20,000 in all.
EXAMPLES ?= 10
fuzz: install-dev ## let Schemathesis try every endpoint with a key of each scope, for an hour or so
	@MUSNAD_FUZZ_KEYS=read,ingest,review,admin,all MUSNAD_FUZZ_EXAMPLES=$(EXAMPLES) \
		$(IN)/python -m pytest tests/fuzzing

lint: install-dev ## check style, types, templates and who imports whom
	@$(IN)/ruff check .
	@$(IN)/ruff format --check .
	@$(IN)/mypy .
	@$(IN)/djlint --quiet --lint templates
	@$(IN)/lint-imports

client: install-dev ## make a typed Python client of the API in var/client
	@$(IN)/python manage.py make_client var/client

openapi: install-dev ## write docs/openapi.json anew: a change of the API that was meant
	@$(IN)/python manage.py write_openapi

lock: install-dev ## resolve requirements*.txt anew into the lock files
	@$(COMPILE) requirements.txt --output-file requirements.lock
	@$(COMPILE) requirements-dev.txt --constraint requirements.lock --output-file requirements-dev.lock
	@printf 'pip~=26.3\nuv~=0.13.9\n' | $(COMPILE) - --output-file config/parts/installer.lock

# For every platform, whatever index this machine is set to; UPGRADE=--upgrade takes newer releases.
COMPILE = $(or $(shell command -v uv),$(IN)/uv) pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)
