# `make demo` and `make test` need only Python 3.11 or later, git and make.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
    $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
    && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/ready
NOX := $(BIN)/nox
UV := UV_PYTHON_DOWNLOADS=never $(BIN)/uv
COMPILE := $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 \
    --fork-strategy fewest --custom-compile-command 'make lock' pyproject.toml

# uv does not read pip's setting for certificates.
ifdef PIP_CERT
export SSL_CERT_FILE ?= $(PIP_CERT)
endif

.DEFAULT_GOAL := help
.PHONY: help setup demo test docs check lock clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(READY) ## Make .venv with everything for development

demo: $(READY) ## Protect a fleet on a fake DRS service
	@$(BIN)/python examples/protect_fleet.py

test: $(READY) ## Build the wheel, test it on this Python, report the coverage
	@$(NOX) -s coverage

docs: $(READY) ## Build the documentation, to read offline
	@$(NOX) -s docs
	@echo 'Open docs/_build/html/index.html in a browser.'

check: $(READY) ## Run every check on every Python on this machine
	@$(NOX) --no-error-on-missing-interpreters

lock: $(READY) ## Pin the newest versions in requirements/
	@$(COMPILE) --group dev -o requirements/dev.txt
	@# `nox -s tests_oldest` chooses the versions of what the package needs itself.
	@$(COMPILE:pyproject.toml=) --group tests -c requirements/dev.txt \
	    --no-emit-package anyio --no-emit-package attrs -o requirements/tests.txt

clean: ## Remove everything that was built or installed here
	@rm -rf .venv .nox .coverage* .hypothesis .*_cache build dist docs/_build
	@find . -name __pycache__ -prune -exec rm -rf {} +

$(READY): pyproject.toml requirements/dev.txt
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo 'drsclient needs Python 3.11 or later.' \
	    'Say where it is: make PYTHON=/path/to/python3.12 ...' >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    -c requirements/dev.txt uv
	@$(UV) pip install --quiet --python $(BIN)/python \
	    --build-constraint requirements/dev.txt -r requirements/dev.txt -e .
	@touch $@
