# What the scripts share. Every failure is one clear sentence on standard error, and exit status 1.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV=${PORTAL_VENV:-$ROOT/.venv}
PY=$VENV/bin/python
LOG=$(mktemp)
trap 'rm -f "$LOG"' EXIT

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# install_packages WHY PACKAGE...: Debian packages that are missing.
install_packages() {
    local why=$1 missing=() package
    shift
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    may_install || die "$why needs the Debian packages ${missing[*]}, and this account may not install them: ask an administrator for 'apt-get install ${missing[*]}', then start again."
    say "Installing ${missing[*]} ..."
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >"$LOG" 2>&1 || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >"$LOG" 2>&1 ||
        die "The Debian packages ${missing[*]} could not be installed (is there a network?): $(tail -n 1 "$LOG")"
}

# has_library SONAME...: whether the loader finds each.
has_library() {
    python3 - "$@" <<'PYTHON' 2>/dev/null
import ctypes, sys
for name in sys.argv[1:]:
    ctypes.CDLL(name)
PYTHON
}

need_python() {
    if ! command -v python3 >/dev/null || ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        install_packages "The portal" python3 python3-venv
    fi
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        die "The portal needs Python 3.11 or newer; this is $(python3 --version 2>&1)."
}

need_weasyprint_libraries() {
    has_library libgobject-2.0.so.0 libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0 && return
    install_packages "Printing certificates" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig
}

# need_venv REQUIREMENTS: the virtual environment with exactly these; a stamp makes the second start quick.
need_venv() {
    local file=$1 state stamp
    state=$(cat "$ROOT"/requirements*.txt | sha256sum | cut -c1-16)
    stamp=$VENV/.$(basename "$file").$state
    [ -e "$stamp" ] && return
    [ -x "$PY" ] || { say "Making the virtual environment ..." && python3 -m venv "$VENV" >"$LOG" 2>&1; } ||
        die "The virtual environment could not be made in $VENV: $(tail -n 1 "$LOG")"
    say "Installing the Python packages ..."
    "$PY" -m pip install -q --disable-pip-version-check uv >"$LOG" 2>&1 &&
        "$PY" -m uv pip install -q --compile-bytecode -p "$PY" -r "$file" >"$LOG" 2>&1 ||
        die "The Python packages could not be installed (is there a network?): $(grep -v '^ *$' "$LOG" | tail -n 1)"
    touch "$stamp" "$VENV/.requirements.txt.$state"  # what tests holds what runs
}
