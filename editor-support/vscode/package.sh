#!/usr/bin/env bash
# Packs the extension: ./package.sh [FLOWC] writes flowc-*.vsix, with the binary FLOWC inside where one is named (for Linux on x64).
set -euo pipefail
binary=${1:+$(realpath "$1")}
cd "$(dirname "$0")"
npm install --silent --no-audit --no-fund
cp ../../LICENSE-MIT LICENSE
rm -rf bin dist flowc-*.vsix
npm run --silent build -- --log-level=warning --metafile=node_modules/.parts.json
# What others wrote is inside the bundle: their licences come along.
node -p 'Object.keys(JSON.parse(require("fs").readFileSync("node_modules/.parts.json")).inputs).join("\n")' |
  grep -oE '^.*node_modules/[^/]+' | sort -u | while read -r part; do
  printf '%s\n\n%s\n\n' "$(basename "$part")" "$(cat "$part"/[Ll][Ii][Cc][Ee][Nn][Ss][Ee]*)"
done > dist/NOTICES.txt
target=()
if [[ -n $binary ]]; then
  install -D -m 755 -s "$binary" bin/flowc
  target=(--target linux-x64)
fi
npx vsce package "${target[@]}" --no-dependencies --allow-missing-repository --skip-license
