#!/usr/bin/env bash
# Tries the language server in real editors: ./run.sh FLOWC [FOLDER-OF-CURRENT-EDITORS]. Neovim of the system, and its Emacs where it
# has one with eglot; then the current Neovim and Helix where the folder (see sid.sh) has them.
set -euo pipefail
export FLOWC; FLOWC=$(realpath "$1")
current=${2:+$(realpath "$2")}
cd "$(dirname "$0")"
export SUPPORT; SUPPORT=$(realpath ../../editor-support/nvim)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache

project() { # an editor's name, its binary
  export PROJECT=$work/$1
  mkdir -p "$PROJECT"
  cp bot.flow tests.flow "$PROJECT"
  printf 'flow: 1\nproject: savings\n' > "$PROJECT/flow.yaml"
  echo "$1: $("$2" --version | sed 1q)"
}

try() { # an editor's name, its binary
  project "$@"
  # A child that never ends is a failure, not a wait.
  timeout 60 "$2" --headless -u NONE --cmd "set shortmess+=I" -c "lua local ok, why = pcall(dofile, 'nvim.lua') if not ok then print(why) vim.cmd('cquit 1') end" </dev/null
}
try nvim-stable nvim
if emacs --batch --no-init-file --eval "(progn (package-initialize) (require 'eglot))" 2>/dev/null; then
  project emacs emacs
  SUPPORT=$(realpath ../../editor-support/emacs) HOME=$work timeout 60 emacs --batch --no-init-file -l emacs.el
fi
if [[ -n $current ]]; then
  try nvim-current "$current/nvim"
  # … and with the parser of the tree-sitter grammar, as docs/editors.md builds it.
  grammar=$(realpath ../../editor-support/tree-sitter-flow)
  export PARSER=$work/site
  mkdir -p "$PARSER/parser"
  cc -shared -fPIC -O2 -I "$grammar/src" "$grammar"/src/*.c -o "$PARSER/parser/flow.so"
  try nvim-parser "$current/nvim"

  mkdir -p "$work/config/helix" "$work/bin"
  cp -r ../../editor-support/helix/runtime "$work/config/helix/"
  sed "s|/path/to/flowc/editor-support/tree-sitter-flow|$grammar|" ../../editor-support/helix/languages.toml > "$work/config/helix/languages.toml"
  ln -s "$FLOWC" "$work/bin/flowc"
  "$current/hx" --grammar build
  PATH=$work/bin:$PATH "$current/hx" --health flow | tee "$work/health"
  for part in flowc: parser: Highlight Textobject Indent; do
    grep "$part" "$work/health" | grep -q ✓
  done
fi
