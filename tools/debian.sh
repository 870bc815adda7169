# Sourced by the setup scripts: installing Debian packages, or saying loudly what to install.

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# install_packages PACKAGE...: as root or through sudo without a password; otherwise a sentence saying what to type.
install_packages() {
  if ! command -v apt-get >/dev/null 2>&1; then
    fail "These are needed and missing: $*. This is not Debian, so please install their like with your own package manager, then try again."
  fi
  if [ "$(id -u)" = 0 ]; then as_root=""
  elif sudo -n true 2>/dev/null; then as_root="sudo -n"
  else fail "Please run this once, then try again:  sudo apt-get install --no-install-recommends $*"
  fi
  say "Installing from Debian: $*"
  export DEBIAN_FRONTEND=noninteractive
  log="$(mktemp)"
  { $as_root apt-get -q update && $as_root apt-get -q install -y --no-install-recommends "$@"; } >"$log" 2>&1 || { tail -20 "$log" >&2; fail "apt-get could not install: $*"; }
  rm -f "$log"
}
