# Two commands for everyone: `make run` opens PerfView, `make test` checks it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench sample screenshots clean

run:
	@$(PYTHON) packaging/prepare.py run
	@$(BIN)/python main.py --sample

test:
	@$(PYTHON) packaging/prepare.py test
	@$(BIN)/python packaging/check.py

lint:
	@$(PYTHON) packaging/prepare.py test
	@$(BIN)/python packaging/check.py lint

bench:
	@$(PYTHON) packaging/prepare.py test
	@$(BIN)/python -m benchmarks

sample:
	@$(PYTHON) packaging/prepare.py test
	@$(BIN)/python packaging/sample_shop/record.py

screenshots:
	@$(PYTHON) packaging/prepare.py test
	@$(BIN)/python packaging/screenshots.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist
