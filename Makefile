# `make` sets up and runs the study of this folder, `make STUDY=DIR` another one, `make test` all tests.
# Everything happens in run.py, for those who have no make.

PYTHON ?= $(firstword $(wildcard .venv/bin/python3 .venv/Scripts/python.exe) python3)

.PHONY: study test bench mutations torture

study:
	@$(PYTHON) run.py $(if $(STUDY),STUDY="$(STUDY)")

test bench:
	@$(PYTHON) run.py $@

mutations: # minutes: takes out each detector, refusal and filter, and writes docs/mutations.md
	@$(PYTHON) tests/mutations.py

torture: # an hour: kills a run and its steps at 25 random moments each, and fills the disk as often
	@$(PYTHON) tests/torture.py
