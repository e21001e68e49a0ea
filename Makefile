# `make demo` and `make test` do all their own set-up. The programs they run live in .venv/bin.

.PHONY: help install install-dev demo run test lint format bench bench-growth lock wheel clean

help:
	@echo "make demo     a demonstration trust, served on this machine (PORT=5001 for another port)"
	@echo "make test     the whole suite, on SQLite and then on PostgreSQL"
	@echo "make install  what is needed to run the platform, in .venv"
	@echo "make run      the platform on your own database"
	@echo "make lint     style, types and import contracts"
	@echo "make bench    measures; results go to docs/benchmarks.md"
	@echo "make bench-growth  how costs grow up to a million staff; takes long and some 25 GB of disk"
	@echo "make wheel    builds the wheel and tries it in an empty environment"
	@echo "make lock     resolves the dependencies anew (ARGS=--upgrade for newer ones)"
	@echo "make clean    removes .venv and what the tools left"

install:
	@tools/setup.sh run

install-dev:
	@tools/setup.sh dev

demo: install
	@.venv/bin/cpd demo $(if $(PORT),--port $(PORT))

run: install
	@.venv/bin/cpd db upgrade
	@.venv/bin/cpd serve

test: install-dev
	@status=0; \
	for engine in sqlite postgresql; do \
		echo "Testing on $$engine"; \
		.venv/bin/pytest --quiet --numprocesses logical --dist worksteal --engine $$engine || status=1; \
	done; \
	exit $$status

lint: install-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

format: install-dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench-growth: install-dev
	.venv/bin/python tools/bench.py --only growth

bench: install-dev
	.venv/bin/python tools/bench.py

lock:
	tools/lock.sh $(ARGS)

wheel: install-dev
	.venv/bin/python tests/wheel/check_wheel.py

clean:
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
