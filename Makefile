# Every verb sets up its own virtual environment; with uv, `uv run pytest` and `uv run saystream` do the same.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test lint bench chaos faults soak talk test-clients test-browser clean

demo: $(READY)            ## speak a reply that arrives token by token, and print its time line
	$(BIN)/python examples/first_voice.py reply.wav

test: $(READY)
	$(BIN)/python -m pytest -q

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	for file in benchmarks/*.py; do $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

chaos: $(READY)           ## 10,000 turns over real sockets, each with 1 to 4 faults
	$(BIN)/python -m tests.chaos --turns 10000

faults: $(READY)          ## the fault matrix, as a table made from its tests
	$(BIN)/python -m tests.faults.table

soak: $(READY)            ## an hour of 100 sessions, a fault about every 5 seconds in each
	$(BIN)/python -m tests.chaos --minutes 60 --jobs 100

test-clients: $(READY) .venv-clients/.ready  ## other people's clients against `saystream serve`
	SAYSTREAM=$(CURDIR)/$(BIN)/saystream .venv-clients/bin/python -m pytest -q -c tests/clients/pytest.ini tests/clients

talk: .venv-browser/.ready  ## a page to talk with, at the address that it prints
	.venv-browser/bin/python -m examples.browser

test-browser: .venv-browser/.ready  ## that page in Chromium, which is Debian's package of that name
	.venv-browser/bin/python -m pytest -q -c tests/browser/pytest.ini tests/browser

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	touch $@

.venv-clients/.ready: tests/clients/requirements.txt
	$(PYTHON) -m venv .venv-clients
	.venv-clients/bin/python -m pip install -q --disable-pip-version-check -r $<
	touch $@

.venv-browser/.ready: tests/browser/requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv-browser
	.venv-browser/bin/python -m pip install -q --disable-pip-version-check -r $< -e '.[local,web]'
	touch $@

clean:
	rm -rf $(VENV) .venv-clients .venv-browser .pytest_cache .mypy_cache .ruff_cache .hypothesis dist reply.wav
