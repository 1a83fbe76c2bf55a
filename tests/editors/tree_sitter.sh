#!/usr/bin/env bash
# The parser is what grammar.js generates, and tree-sitter itself agrees with the corpus: ./tree_sitter.sh TREE-SITTER
set -euo pipefail
cli=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache
cp -r "$(dirname "$0")/../../editor-support/tree-sitter-flow" "$work/grammar"
cd "$work/grammar"
mv src/parser.c kept.c
"$cli" generate
# Another version of tree-sitter may write the same parser otherwise: then the trees below alone are compared.
if [[ $(head -1 kept.c) == "$(head -1 src/parser.c)" ]]; then
  diff -q kept.c src/parser.c || { echo "editor-support/tree-sitter-flow: run tree-sitter generate" >&2; exit 1; }
else
  echo "kept: $(head -1 kept.c), now: $(head -1 src/parser.c)"
fi
"$cli" test
