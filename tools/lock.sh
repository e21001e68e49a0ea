#!/bin/sh
# Resolve the dependencies anew, for every Python and system we run on, with the hash of each file.
# Usage: tools/lock.sh [--upgrade | --upgrade-package NAME]...
set -eu
cd "$(dirname "$0")/.."

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"${PYTHON:-python3}" -m venv "$tools"
"$tools/bin/pip" install --quiet uv==0.13.9

compile() {
    "$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}

compile --group dev --extra postgres "$@" --output-file requirements/dev.txt pyproject.toml
# The others take the same versions from it, so what is tested is what runs.
rm -f requirements/run.txt requirements/build.txt
compile --extra postgres --constraints requirements/dev.txt --output-file requirements/run.txt pyproject.toml
compile --group build --constraints requirements/dev.txt --output-file requirements/build.txt

if grep -nE '(https?|file):|--(extra-)?index-url|--find-links' requirements/*.txt; then
    echo "The lock names a place on this machine or a host." >&2
    exit 1
fi
