# make run        sets everything up and serves the record at http://127.0.0.1:8000/ (PORT=8001 for another port; DESK=1 for all that the desk reads)
# make test       runs all tests: on SQLite, in a browser and, if it is installed, on PostgreSQL
# make test-fast  runs the tests on SQLite without a browser and without the slow ones (for both, ARGS="-k word" chooses tests)
# make check      what CI runs: linters, types, migrations, deploy settings, tests
# make check-long tries hostile input, damaged files, kills and drafts, on SQLite and PostgreSQL, and a cluster (EXAMPLES=100 MOMENTS=24 for more)
# make foreign    reads our files with other people's programs (pandas, feedparser, …), in an environment of its own
# make mcp        installs what deploy/talks-mcp needs, the server that lets assistants ask this site (docs/assistants.md)
# make bench      measures how fast pages are, at 1,000, 10,000 and 100,000 events (EVENTS="1000 1000000" for other sizes)
# make audit      asks whether a weakness of any pinned package is known (needs a network)
# make sbom       writes what a site consists of, with versions, licences and hashes, to var/sbom/ (CycloneDX)
# make cluster    tries two servers with a PostgreSQL primary and a replica, kills some of them, and says whether anything was lost
# make pins       renews the pinned lists in requirements/ from pyproject.toml, at the newest versions (needs uv)
# make messages   collects the words that readers see into locale/, and compiles their translations (needs gettext)
# make clean      removes generated files, but never the database or the secret key
#
# Requires make and Python 3.11 or newer. PYTHON=python3.12 chooses one.

SHELL = /bin/sh
PORT ?= 8000
WEB_CONCURRENCY ?= 2
# Threads that allocate and free bitmaps of all sizes fragment memory. With two arenas instead of eight per core, a thread
# can use what another has freed. glibc reads this when a process starts.
MALLOC_ARENA_MAX ?= 2
export PORT WEB_CONCURRENCY MALLOC_ARENA_MAX

PY = .venv/bin/python
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
UV_COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-header --no-annotate

# The driver for PostgreSQL, and the packages with which the curators' desk reads HTML, PDF and XLSX, are installed only for
# those who use them. Each list is whole: run, desk, postgres, postgres-desk.
WITH_DESK = $(filter-out 0,$(DESK))
RUN_LIST = $(if $(filter postgres%,$(DATABASE_URL)),postgres$(if $(WITH_DESK),-desk),$(if $(WITH_DESK),desk,run))

# Tests and checks have their own settings: variables set for serving would change them.
PLAIN = env -u ALLOWED_HOSTS -u ANSWERS_MAY_BE_OLD -u DATABASE_URL -u READ_DATABASE_URL -u DEBUG -u HTTPS -u PORT -u SECRET_KEY -u SITE_URL

.PHONY: help run test test-fast check check-long long foreign mcp bench cluster audit sbom messages pins clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile


# Serving

# The port is tried first: the error of the server itself comes late and in a traceback.
define TRY_PORT
import os, socket, sys
port = os.environ["PORT"]
if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
    sys.exit(f"PORT is {port!r}; give a number from 1 to 65535, as in: make run PORT=8001")
try:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", int(port)))
except PermissionError:
    sys.exit(f"Port {port} is reserved for the system; choose one above 1023: make run PORT=8001")
except OSError:
    sys.exit(f"Port {port} is taken; choose another: make run PORT={int(port) % 65535 + 1}")
endef
export TRY_PORT

# Loopback only: for others to read, put a proxy that terminates TLS in front. Server settings: gunicorn.conf.py.
SERVER = $(PY) -m gunicorn

run: .venv/$(RUN_LIST).installed var/static/staticfiles.json
	@$(PY) -c "$$TRY_PORT"
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py seed
	@$(PY) manage.py build_index
	@echo "Talks is at http://127.0.0.1:$(PORT)/ (Ctrl-C ends it). To curate: $(PY) manage.py createsuperuser, then /admin/"
	@exec $(SERVER) --bind 127.0.0.1:$(PORT)

# Collects again only after a change of a file, a folder or a package with static files.
var/static/staticfiles.json: .venv/$(RUN_LIST).installed talks/settings.py $(shell find talks/static 2>/dev/null)
	@echo "Collecting the static files ..."
	@$(PY) manage.py collectstatic --no-input --clear --verbosity 0


# One environment, for serving and for tests

.venv/bin/python:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "$$python lacks its venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
		"$$python" -m venv --clear .venv || { rm -rf .venv; exit 1; }; \
		exit 0; \
	done; \
	echo "Talks needs Python 3.11 or newer, and found none. Install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1

.venv/%.installed: requirements/%.txt | .venv/bin/python
	@echo "Installing what requirements/$*.txt lists ..."
	@$(PIP) --requirement $< || { echo "The packages could not be installed; the first time needs a network." >&2; exit 1; }
	@touch $@


# Testing

# Several processes share the tests out; each has a database of its own.
PARALLEL = --numprocesses auto --maxprocesses 8 --dist worksteal

test: .venv/dev.installed
	@command -v chromium >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
		echo "Chromium could not be installed; browser tests will be skipped." >&2
	@$(PLAIN) PYTHON=$(PY) PARALLEL="$(PARALLEL)" tests/run_all.sh $(ARGS)

test-fast: .venv/dev.installed
	@$(PLAIN) $(PY) -m pytest -m "not browser and not slow" $(PARALLEL) $(ARGS)

check: .venv/dev.installed
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +
	$(PLAIN) $(PY) manage.py makemigrations --check --dry-run
	$(PLAIN) HTTPS=1 $(PY) manage.py check --deploy --fail-level WARNING
	@$(MAKE) --no-print-directory test

# The slow tests of tests/ ran on SQLite with all others. EXAMPLES, MOMENTS and SEED: tests/long/asking.py.
check-long: long foreign
	@$(PLAIN) $(PY) -m pytest -m "hypothesis and not browser" --hypothesis-profile many $(PARALLEL) $(ARGS)
	@$(PLAIN) tests/with_postgres.sh $(PY) -m pytest -m "slow and not browser" $(PARALLEL) $(ARGS)

# tests/long alone: what CI runs of check-long, with foreign, so that it ends within half an hour.
long: .venv/dev.installed var/static/staticfiles.json var/mcp/installed
	@$(PLAIN) $(PY) -m pytest tests/long $(PARALLEL) $(ARGS)
	@$(PLAIN) tests/with_postgres.sh $(PY) -m pytest tests/long $(PARALLEL) $(ARGS)

# What others read our files with, in an environment of its own. Its warnings are those packages' own affair.
foreign: var/foreign/installed
	@$(PLAIN) var/foreign/bin/python -m pytest tests/foreign -W default $(ARGS)

var/foreign/installed: requirements/foreign.txt | .venv/bin/python
	@mkdir -p var && $(PY) -m venv var/foreign
	@echo "Installing what requirements/foreign.txt lists ..."
	@$(subst .venv,var/foreign,$(PIP)) --requirement $<
	@touch $@

# The server for assistants, in an environment of its own: it has no package in common with the site.
mcp: var/mcp/installed
	@echo "deploy/talks-mcp is ready; docs/assistants.md says how to connect it."

var/mcp/installed: requirements/mcp.txt | .venv/bin/python
	@mkdir -p var && $(PY) -m venv var/mcp
	@echo "Installing what requirements/mcp.txt lists ..."
	@$(subst .venv,var/mcp,$(PIP)) --requirement $<
	@touch $@


# Measuring

# In databases of its own, var/bench/*.sqlite3 or, with BENCH=--postgres, a PostgreSQL server of its own; with the server
# that make run starts. The tables go to standard output.
EVENTS ?= 1000 10000 100000
bench: .venv/$(if $(findstring --postgres,$(BENCH)),postgres,run).installed var/static/staticfiles.json
	@BENCH_COMMAND='make bench EVENTS="$(EVENTS)" BENCH="$(BENCH)"' $(PLAIN) $(PY) -m bench.run --server "$(SERVER)" \
		--events $(EVENTS) $(BENCH)

cluster: .venv/postgres.installed var/static/staticfiles.json
	@$(PLAIN) $(PY) -m bench.cluster $(BENCH)


# Upkeep

# In an environment of its own, which nothing else shares.
audit: .venv/bin/python
	@mkdir -p var && [ -x var/audit/bin/pip-audit ] || { $(PY) -m venv var/audit && var/audit/bin/python -m pip install --quiet \
		--disable-pip-version-check --require-hashes --requirement requirements/audit.txt; }
	@deploy/audit.sh

# From the environment for tests, in which the packages of these lists are installed, since licences are read from them. Those
# of requirements/mcp.txt are not, so that there is no bill of them.
SBOM = run desk postgres postgres-desk otp
sbom: .venv/dev.installed
	@mkdir -p var/sbom
	@for list in $(SBOM); do $(PY) deploy/sbom.py $$list >var/sbom/$$list.json && echo "var/sbom/$$list.json"; done

messages: .venv/dev.installed
	@$(PLAIN) $(PY) manage.py makemessages
	@$(PLAIN) $(PY) manage.py compilemessages --verbosity 0 --ignore .venv --ignore var

pins:
	@command -v uv >/dev/null || { echo "make pins needs uv; put it into an environment of its own with pip install uv" >&2; exit 1; }
	$(UV_COMPILE) pyproject.toml --extra postgres --extra desk --extra otp --group dev --output-file requirements/dev.txt
	$(UV_COMPILE) pyproject.toml --extra postgres --extra desk --constraints requirements/dev.txt --output-file requirements/postgres-desk.txt
	$(UV_COMPILE) pyproject.toml --extra postgres --constraints requirements/dev.txt --output-file requirements/postgres.txt
	$(UV_COMPILE) pyproject.toml --extra desk --constraints requirements/dev.txt --output-file requirements/desk.txt
	$(UV_COMPILE) pyproject.toml --constraints requirements/dev.txt --output-file requirements/run.txt
	$(UV_COMPILE) pyproject.toml --group foreign --constraints requirements/dev.txt --output-file requirements/foreign.txt
	echo "pip-audit~=2.10" | $(UV_COMPILE) - --output-file requirements/audit.txt
	echo "mcp~=2.3" | $(UV_COMPILE) - --output-file requirements/mcp.txt
	echo "django-otp~=1.7" | $(UV_COMPILE) - --constraints requirements/dev.txt --output-file requirements/otp.txt

clean:
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache test-results var/static var/bench
	find talks tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
