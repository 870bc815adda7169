#!/bin/bash
# Makes .venv/ with the `jiafeng` command. `tools/setup.sh dev` adds what checks and tests it.
# A stamp over everything that decides the outcome makes a second call return at once.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/debian.sh

extra="${1:-}"
find_python() {
  for candidate in python3.11 python3.12 python3.13 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then command -v "$candidate"; return; fi
  done
  fail "Python 3.11 or newer is needed; on Debian 12:  apt-get install python3"
}

fingerprint() {
  { cat pyproject.toml hatch_build.py tools/catalogues.py tools/constraints.txt tools/setup.sh; find jiafeng -name '*.po' -print0 | sort -z | xargs -0r cat; } | sha256sum | cut -d' ' -f1
}

stamp=".venv/.ready-${extra:-runtime}"
now="$(fingerprint)"
if [ -x .venv/bin/jiafeng ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then exit 0; fi

if [ ! -x .venv/bin/pip ]; then
  python="$(find_python)"
  "$python" -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv
  say "Making .venv/ with $("$python" --version)"
  "$python" -m venv --clear .venv
fi
# What venv brings is as old as the Python: the installer is pinned like what it installs.
.venv/bin/python -m pip install --quiet --disable-pip-version-check pip==26.3 setuptools==84.2.1
say "Installing the packages pinned in pyproject.toml${extra:+, with the $extra tools}; about a minute the first time"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --use-pep517 --constraint tools/constraints.txt --editable ".${extra:+[$extra]}"
printf '%s\n' "$now" >"$stamp"
if [ -n "$extra" ]; then printf '%s\n' "$now" >.venv/.ready-runtime; fi
