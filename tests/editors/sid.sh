#!/usr/bin/env bash
# Unpacks current editors from Debian's unstable suite into the folder $1, without touching the system: $1/nvim, $1/hx and
# $1/tree-sitter then run them. Debian's stable suite is years behind.
set -euo pipefail
into=$(realpath -m "$1")
[[ -x $into/tree-sitter ]] && exit 0
mkdir -p "$into/apt/lists" "$into/apt/cache/archives/partial" "$into/root"
lists=$(grep -rhE '^(URIs:|deb |Signed-By:)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null || true)
mirror=$(grep -oE 'https?://[^ ]*/debian/?( |$)' <<<"$lists" | head -1)
signed=$(grep -oE '/usr/share/keyrings/debian[^] ]*' <<<"$lists" | head -1)
echo "deb [signed-by=${signed:-/usr/share/keyrings/debian-archive-keyring.gpg}] $mirror sid main" > "$into/apt/sources.list"
touch "$into/apt/status"
cat > "$into/apt/conf" <<END
Dir::Etc::SourceList "$into/apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::lists "$into/apt/lists";
Dir::State::status "$into/apt/status";
Dir::Cache "$into/apt/cache";
END
apt-get -c "$into/apt/conf" update -qq
apt-get -c "$into/apt/conf" install -y -qq --no-install-recommends --download-only -t sid neovim hx tree-sitter-cli >/dev/null
for package in "$into"/apt/cache/archives/*.deb; do
  dpkg -x "$package" "$into/root"
done
loader=$(find "$into/root" -name 'ld-linux-x86-64.so.2' -print -quit)
libraries=$(dirname "$loader")
run() { # name binary environment arguments
  printf '#!/bin/sh\n%s exec "%s" --library-path "%s" "%s" %s "$@"\n' "$3" "$loader" "$libraries" "$2" "$4" > "$into/$1"
  chmod +x "$into/$1"
}
run nvim "$into/root/usr/bin/nvim" "VIMRUNTIME=$into/root/usr/share/nvim/runtime" "--cmd 'set runtimepath+=$into/root/usr/lib/nvim'"
run hx "$into/root/usr/bin/hx" "HELIX_RUNTIME=$into/root/usr/share/helix/runtime" ""
run tree-sitter "$into/root/usr/bin/tree-sitter" "" ""
