#!/usr/bin/env bash
# Adds Chromium and LibreOffice for the tests, where we may. Where we may not, the tests that need them say so.
set -euo pipefail

missing=$(.venv/bin/python -c '
from tests.support import browser, office
if browser.chromium_path() is None:
    print("chromium", "fonts-liberation", "libatomic1")
if office.office_path() is None:
    print("libreoffice-calc")
')
if [ -z "$missing" ]; then
    exit
fi
read -r -d '' -a packages <<<"$missing" || true
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not here: ${packages[*]}. Their tests will be skipped. This adds them:"
    echo "    sudo apt-get install ${packages[*]}"
    exit
fi
echo "Installing ${packages[*]} from the distribution. Once only; a few minutes."
export DEBIAN_FRONTEND=noninteractive
{ apt-get -qq update && apt-get -qq install --yes --no-install-recommends "${packages[@]}"; } >/dev/null \
    || echo "apt-get could not install ${packages[*]}: their tests will be skipped."
