#!/usr/bin/env bash
# Installs the stores of readings that `npm run bench -- series-peers` compares with, on Debian. Their services are not
# started: the benchmark runs each on a folder of its own.
set -euo pipefail
packages=(influxdb victoria-metrics postgresql)
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}"
echo "peers: ${packages[*]}"
