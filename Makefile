# Every verb sets up its own virtual environment; with uv, `uv run pytest` and `uv run saystream` do the same.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
SDKS   := clients agents frameworks vendors

.PHONY: demo test lint bench bench-peers chaos faults fuzz soak talk clean
.PHONY: test-clients test-sdks test-devices test-browser

demo: $(READY)            ## speak a reply that arrives token by token, and print its time line
	$(BIN)/python examples/first_voice.py reply.wav

test: $(READY)
	$(BIN)/python -m pytest -q

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	for file in $(filter-out %_server.py,$(wildcard benchmarks/*.py)); do $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

bench-peers: $(READY) .venv-clients/.ready  ## first audio and CPU per turn, side by side with Pipecat and LiveKit
	for name in first_audio turn_cpu; do $(BIN)/python -m benchmarks.$$name || exit 1; done

chaos: $(READY)           ## 10,000 turns over real sockets, each with 1 to 4 faults
	$(BIN)/python -m tests.chaos --turns 10000

faults: $(READY)          ## play the fault matrix and write tests/faults/README.md, a table of it
	$(BIN)/python -m tests.faults.table

fuzz: $(READY)            ## 200,000 texts for all voices, made to crash the engine; about 20 minutes
	$(BIN)/python -m tests.fuzz_voice --texts 200000

soak: $(READY)            ## an hour of 100 sessions, a fault about every 5 seconds in each
	$(BIN)/python -m tests.chaos --minutes 60 --jobs 100

test-clients: $(READY) .venv-clients/.ready .venv-vendors/.ready  ## other people's clients against our servers
	SAYSTREAM=$(CURDIR)/$(BIN)/saystream .venv-clients/bin/python -m pytest -q -c tests/clients/pytest.ini \
	  --ignore=tests/clients/vendors tests/clients
	.venv-vendors/bin/python -m pytest -q -c tests/clients/vendors/pytest.ini tests/clients/vendors

test-sdks: $(SDKS:%=.venv-sdks-%/.ready)  ## real SDKs of language models, whose streams are spoken
	set -e; for group in $(SDKS); do \
	  .venv-sdks-$$group/bin/python -m pytest -q -c tests/sdks/pytest.ini tests/sdks/$$group; \
	done

test-devices: $(READY)    ## what the loudspeaker plays, heard in a sound server (Debian: pulseaudio, pulseaudio-utils)
	$(BIN)/python -m pytest -q -c tests/devices/pytest.ini tests/devices

test-browser: .venv-browser/.ready  ## the page of `make talk` in Chromium (Debian: chromium)
	.venv-browser/bin/python -m pytest -q -c tests/browser/pytest.ini tests/browser

talk: .venv-browser/.ready  ## a page to talk with, at the address that it prints
	.venv-browser/bin/python -m examples.browser

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	touch $@

.venv-clients/.ready: tests/clients/requirements.txt
	$(PYTHON) -m venv .venv-clients
	.venv-clients/bin/python -m pip install -q --disable-pip-version-check -r $<
	touch $@

.venv-vendors/.ready: tests/clients/vendors/requirements.txt
	$(PYTHON) -m venv .venv-vendors
	.venv-vendors/bin/python -m pip install -q --disable-pip-version-check -r $<
	touch $@

.venv-sdks-%/.ready: tests/sdks/requirements-%.txt pyproject.toml
	$(PYTHON) -m venv .venv-sdks-$*
	.venv-sdks-$*/bin/python -m pip install -q --disable-pip-version-check -e '.[local]' -r $<
	touch $@

.venv-browser/.ready: tests/browser/requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv-browser
	.venv-browser/bin/python -m pip install -q --disable-pip-version-check -r $< -e '.[local,web]'
	touch $@

clean:
	rm -rf $(VENV) .venv-* .pytest_cache .mypy_cache .ruff_cache .hypothesis dist reply.wav
