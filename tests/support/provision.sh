#!/usr/bin/env bash
# Adds Chromium and LibreOffice for the tests, where we may. Where we may not, the tests that need them say so.
set -euo pipefail

# As root, PostgreSQL runs as a user of its own. Made here, so that two test processes do not race to make it.
if [ "$(id -u)" -eq 0 ] && ! id -u pgserver >/dev/null 2>&1; then
    useradd --shell /bin/bash pgserver
fi

missing=$(.venv/bin/python -c '
from tests.support import browser, office
if browser.chromium_path() is None:
    print("chromium", "fonts-liberation", "libatomic1")
if office.office_path() is None:
    print("libreoffice-calc", "libreoffice-writer")
')
if [ -z "$missing" ]; then
    exit
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not here: ${missing//$'\n'/ }. Their tests will be skipped. This adds them:"
    echo "    sudo apt-get install ${missing//$'\n'/ }"
    exit
fi

# Ubuntu's Chromium is a snap, which tests cannot drive; Playwright brings one that they can.
if [[ $missing == *chromium* ]] && grep -qi '^ID=ubuntu' /etc/os-release; then
    .venv/bin/playwright install --with-deps chromium || echo "That failed: the tests that need chromium will be skipped."
    missing=$(grep -v chromium <<<"$missing" || true)
    [ -n "$missing" ] || exit 0
fi

export DEBIAN_FRONTEND=noninteractive
said=$(mktemp)
trap 'rm -f "$said"' EXIT
apt-get -qq update >"$said" 2>&1 || tail -n 3 "$said"
while read -r -a packages; do
    echo "Installing ${packages[*]} from the distribution. Once only; a minute or two."
    if ! apt-get -qq install --yes --no-install-recommends "${packages[@]}" >"$said" 2>&1 </dev/null; then
        tail -n 3 "$said"
        echo "That failed: the tests that need ${packages[0]} will be skipped."
    fi
done <<<"$missing"
