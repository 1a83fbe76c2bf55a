#!/usr/bin/env bash
# Tries the extension in a real VS Code, in a browser: ./vscode.sh FLOWC FOLDER. Sets VS Code up in FOLDER first, if need be;
# FOLDER/pictures then shows what it looked like.
set -euo pipefail
flowc=$(realpath "$1")
into=$(realpath -m "$2")
cd "$(dirname "$0")"
./code-server.sh "$into"
export PATH=$into/node/bin:$PATH
extension=../../editor-support/vscode
trap 'rm -rf "$extension"/flowc-*.vsix "$extension/bin"' EXIT
"$extension/package.sh" "$flowc"
(cd "$extension" && npm test)
node vscode/run.mjs "$into/code" "$flowc" "$extension"/flowc-*.vsix "$into/pictures"
