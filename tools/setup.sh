#!/usr/bin/env bash
# Installs the system packages and peers that some tests and benchmarks need, on Debian. Without them those tests are
# skipped by name. Running it again changes nothing.
set -euo pipefail
packages=(
  chromium fonts-noto-cjk unbound nsd dnsperf nginx-light wrk openssl
  default-jdk-headless maven python3-venv mosquitto mosquitto-clients faketime
)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
echo "system packages: ${packages[*]}"
tools="$(dirname "$0")"
"$tools/java-peers.sh"
