#!/bin/sh
# Looks for what tipdesk needs from the system, outside of Python's packages. As root on a Debian-like system it installs what
# is missing; otherwise it says in one line what to install. Ends with status 1 only if tipdesk could not run without it.
set -eu

python=${1:-python3}
needed=
wanted=

# Libraries are looked for by their file, because their packages' names differ between releases.
libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)

has_library() {
    case $libraries in
    '' | *"$1"*) return 0 ;; # no ldconfig here: nothing to be said
    *) return 1 ;;
    esac
}

need() { has_library "$1" || needed="$needed $2"; }
want() { has_library "$1" || wanted="$wanted $2"; }

"$python" -c 'import ensurepip, venv' 2>/dev/null || needed="$needed python3-venv"

# Qt itself, even without a screen
need libEGL.so.1 libegl1
need libGL.so.1 libgl1
need libglib-2.0.so.0 libglib2.0-0
need libfontconfig.so.1 libfontconfig1
need libxkbcommon.so.0 libxkbcommon0
need libdbus-1.so.3 libdbus-1-3

# a window on a screen
want libxcb-cursor.so.0 libxcb-cursor0
want libxcb-icccm.so.4 libxcb-icccm4
want libxcb-keysyms.so.1 libxcb-keysyms1
want libxkbcommon-x11.so.0 libxkbcommon-x11-0
want libxcb-shape.so.0 libxcb-shape0

# tests and screenshots
command -v xvfb-run >/dev/null || wanted="$wanted xvfb"
command -v xauth >/dev/null || wanted="$wanted xauth"
[ -n "$(find /usr/share/fonts -name 'NotoSans*' -print 2>/dev/null | head -n 1)" ] || wanted="$wanted fonts-noto-core"

[ -n "$needed$wanted" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing system packages:$needed$wanted"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # a list of words
    if apt-get update -qq && apt-get install -y -qq --no-install-recommends $needed $wanted >/dev/null; then
        exit 0
    fi
    echo "apt-get could not install them." >&2
elif [ -n "$needed" ]; then
    echo "Missing:$needed. Install with: sudo apt-get install$needed$wanted" >&2
else
    echo "For a window on a screen and for all tests, also install: sudo apt-get install$wanted" >&2
fi
[ -z "$needed" ]
