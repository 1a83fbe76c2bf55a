#!/usr/bin/env bash
# Lays the extension into the folder $1, with the tree-sitter grammar of this checkout's last commit: Zed takes a grammar from a
# repository only.
set -euo pipefail
into=$(realpath -m "$1")
cd "$(dirname "$0")"
mkdir -p "$into"
cp -r Cargo.toml extension.toml languages src "$into"
cat >> "$into/extension.toml" <<END

[grammars.flow]
repository = "file://$(git rev-parse --show-toplevel)"
rev = "$(git rev-parse HEAD)"
path = "editor-support/tree-sitter-flow"
END
sed -i '1a grammar = "flow"' "$into/languages/flow/config.toml"
