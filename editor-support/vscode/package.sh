#!/usr/bin/env bash
# Packs the extension: ./package.sh [FLOWC] writes flowc-*.vsix, with the binary FLOWC inside where one is named (for Linux on x64).
set -euo pipefail
binary=${1:+$(realpath "$1")}
cd "$(dirname "$0")"
npm install --silent --no-audit --no-fund
cp ../../LICENSE-MIT LICENSE
rm -rf bin
target=()
if [[ -n $binary ]]; then
  install -D -m 755 -s "$binary" bin/flowc
  target=(--target linux-x64)
fi
npx vsce package "${target[@]}" --allow-missing-repository --skip-license
