#!/bin/bash
# tools/system.sh [PROGRAM...]: what the tests need beside Python, and these programs: installed from Debian where missing, or a loud failure. Never skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/debian.sh

missing=()
needs() { # needs PACKAGE COMMAND: the package that brings the command
  command -v "$2" >/dev/null 2>&1 || missing+=("$1")
}
needs chromium chromium
needs gettext xgettext
needs libreoffice-writer-nogui soffice
needs poppler-utils pdftoppm
needs fontconfig fc-list
needs redis-server redis-server
needs pgbouncer pgbouncer
for program in "$@"; do needs "$program" "$program"; done
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null 2>&1 || missing+=(postgresql)
fc-list :lang=zh-cn family 2>/dev/null | grep -q . || missing+=(fonts-noto-cjk)

if [ "${#missing[@]}" -gt 0 ]; then install_packages "${missing[@]}"; fi
for command in chromium xgettext soffice pdftoppm redis-server pgbouncer "$@"; do
  command -v "$command" >/dev/null 2>&1 || fail "$command is still missing after installing its package."
done
