# `make` sets up and runs the study of this folder, `make STUDY=DIR` another one, `make test` all tests.
# Everything happens in run.py, for those who have no make.

PYTHON ?= $(firstword $(wildcard .venv/bin/python3 .venv/Scripts/python.exe) python3)

UV = .venv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate --no-header

.PHONY: study report test bench bench-full wheelhouse mutations torture lock

study:
	@$(PYTHON) run.py $(if $(STUDY),STUDY="$(STUDY)")

report:
	@$(PYTHON) run.py report $(if $(STUDY),STUDY="$(STUDY)")

test bench wheelhouse:
	@$(PYTHON) run.py $@

bench-full: # hours: time and memory of each stage for studies up to 1,000 times the shipped one
	@$(PYTHON) run.py bench --full

mutations: # minutes: takes out each detector, refusal and filter, and writes docs/mutations.md
	@$(PYTHON) tests/mutations.py

torture: # an hour: kills a run and its steps at 25 random moments each, fills the disk as often, sets up without a network
	@$(PYTHON) tests/torture.py
	@$(PYTHON) run.py wheelhouse
	@$(PYTHON) run.py test tests/test_setup.py -k without_a_network

lock: # every package at its newest version; `make test` tells whether that will do
	@$(UV) pyproject.toml --extra build --extra slurm --extra test --output-file requirements.lock
	@echo uv | $(UV) - --output-file requirements-uv.lock
