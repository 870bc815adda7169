#!/bin/bash
# tools/manage.sh COMMAND...: a management command in production mode on a data folder of its own, gone afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
env -u JIAFENG_DEBUG PYTHONWARNINGS=error::DeprecationWarning:jiafeng .venv/bin/jiafeng manage --data "$folder" "$@"
