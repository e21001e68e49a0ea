#!/bin/sh
# Make .venv ready: `run` to run the platform, `dev` to work on it and test it.
# Safe to repeat; nothing is done when the locks have not changed since the last time.
# System libraries are installed through apt-get or brew when that asks no password; otherwise the
# last line printed says what to install.
set -eu
cd "$(dirname "$0")/.."

purpose=${1:-run}
key=$(cat requirements/*.txt pyproject.toml tools/setup.sh | cksum)
stamp=.venv/ready-for-$purpose

die() {
    echo "$1" >&2
    exit 1
}

suits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if suits .venv/bin/python && [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then
    exit 0
fi

may_install() {
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# $1: names for apt-get, $2: names for brew
install_packages() {
    if command -v apt-get >/dev/null; then
        may_install || die "Please install these, then start again: sudo apt-get install --no-install-recommends $1"
        echo "Installing $1"
        as_root apt-get update -qq || true # a broken source elsewhere need not matter; the next line decides
        # shellcheck disable=SC2086 # several names
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends $1 >/dev/null ||
            die "Please install these, then start again: apt-get install --no-install-recommends $1"
    elif [ -n "$2" ] && command -v brew >/dev/null; then
        echo "Installing $2"
        # shellcheck disable=SC2086
        brew install --quiet $2 || die "Please install these, then start again: brew install $2"
    elif [ "$(uname)" = Darwin ]; then
        die "Please install Homebrew, then start again; it brings: $2"
    else
        die "Please install what Debian calls $1, then start again."
    fi
}

find_python() {
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python3.14; do
        if suits "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

make_environment() {
    python=$(find_python) || die "Python 3.11 or newer is needed and was not found; set PYTHON to where it is."
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install_packages "python$version-venv" ""
    fi
    rm -rf .venv
    "$python" -m venv .venv
    if [ "$(uname)" = Darwin ] && command -v brew >/dev/null; then
        look_in_homebrew
    fi
}

# On an Apple processor, Python does not look where Homebrew puts libraries.
look_in_homebrew() {
    folder=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    echo 'import os; os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", "'"$(brew --prefix)"'/lib:/usr/local/lib:/usr/lib")' \
        >"$folder/homebrew.pth"
}

install_locked() {
    echo "Installing the locked packages into .venv"
    export PIP_DISABLE_PIP_VERSION_CHECK=1
    if [ "$purpose" = dev ]; then
        .venv/bin/python -m pip install --quiet --require-hashes -r requirements/dev.txt
    else
        .venv/bin/python -m pip install --quiet --require-hashes -r requirements/run.txt -r requirements/build.txt
    fi
    .venv/bin/python -m pip install --quiet --no-build-isolation --no-deps --editable .
}

makes_pdf() {
    .venv/bin/python -W error -c 'import cpd.core.printer' >/dev/null 2>&1
}

finds_chromium() {
    .venv/bin/python tests/browser/chromium.py >/dev/null
}

# What Debian, a Mac or a desktop may have already; Ubuntu has Chromium only as a snap, which a container
# cannot run, so there Playwright fetches its own.
install_chromium() {
    if [ "$(uname)" = Linux ] && command -v apt-get >/dev/null && ! grep -q '^ID=ubuntu' /etc/os-release; then
        install_packages chromium ""
    elif [ "$(uname)" = Darwin ]; then
        .venv/bin/playwright install chromium || true
    elif may_install; then
        .venv/bin/playwright install --with-deps chromium || true
    fi
    finds_chromium || die "Please install Chromium or Google Chrome, or set CPD_CHROMIUM to where it is; then start again."
}

if ! suits .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    make_environment
fi
install_locked
makes_pdf || install_packages "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig" pango
makes_pdf || die "WeasyPrint does not find its libraries: .venv/bin/python -W error -c 'import cpd.core.printer' says which."
if [ "$purpose" = dev ]; then
    command -v pdftoppm >/dev/null || install_packages poppler-utils poppler
    .venv/bin/playwright --version >/dev/null 2>&1 || install_packages libatomic1 ""
    finds_chromium || install_chromium
    echo "$key" >.venv/ready-for-run
fi
echo "$key" >"$stamp"
