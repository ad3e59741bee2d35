#!/usr/bin/env bash
# Adds Chromium and LibreOffice for the tests, where we may. Where we may not, the tests that need them say so.
set -euo pipefail

have() { command -v "$1" >/dev/null 2>&1; }

missing=()
have chromium || have google-chrome || have google-chrome-stable || have chromium-browser || have chrome \
    || [ -e "${CHROMIUM:-}" ] \
    || .venv/bin/python -c 'import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p: sys.exit(not pathlib.Path(p.chromium.executable_path).exists())' \
    || missing+=(chromium fonts-liberation)
have soffice || have libreoffice || missing+=(libreoffice-calc)

if [ ${#missing[@]} -eq 0 ]; then
    exit
fi
if [ "$(id -u)" -ne 0 ] || ! have apt-get; then
    echo "Not here: ${missing[*]}. Their tests will be skipped. This adds them: sudo apt-get install ${missing[*]}"
    exit
fi
echo "Installing ${missing[*]} from the distribution. Once only; a few minutes."
export DEBIAN_FRONTEND=noninteractive
{ apt-get -qq update && apt-get -qq install --yes --no-install-recommends "${missing[@]}"; } >/dev/null \
    || echo "apt-get could not install ${missing[*]}: their tests will be skipped."
