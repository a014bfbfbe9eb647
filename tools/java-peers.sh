#!/usr/bin/env bash
# Downloads the Java peers that the interop tests drive, each with what it needs, from Maven Central into
# `.cache/java/<peer>/`. They are peers of tests: nothing of them is shipped or kept in the repository.
# What the registry lacks is named; a jar that was put into its folder by hand is used as well.
set -euo pipefail
cd "$(dirname "$0")/.."
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.6.1
peers=(
  handle-client=net.handle:handle-client:9.3.1
  id-pointer-sdk=cn.teleinfo.id-pointer:id-pointer-sdk:2.3.1
  id-sdk=cn.ac.caict.iiiiot:ID-SDK:2.0.3
  iotdb=org.apache.iotdb:iotdb-server+iotdb-confignode:2.0.1-beta
  milo-server=org.eclipse.milo:sdk-server:0.6.16
)

fetch() { # peer, group, artifacts with + between, version
  local folder=".cache/java/$1"
  compgen -G "$folder/*.jar" >/dev/null && return 0
  local work artifact dependencies=''
  for artifact in ${3//+/ }; do
    dependencies+="<dependency><groupId>$2</groupId><artifactId>$artifact</artifactId><version>$4</version></dependency>"
  done
  work=$(mktemp -d)
  cat >"$work/pom.xml" <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>peer</groupId><artifactId>peer</artifactId><version>1</version>
  <dependencies>$dependencies</dependencies>
</project>
XML
  local ended=0
  timeout 300 mvn -q -B -f "$work/pom.xml" "$plugin:copy-dependencies" -DoutputDirectory="$work/jars" \
    >"$work/log" 2>&1 || ended=$?
  if [ "$ended" -eq 0 ]; then
    mkdir -p "$folder"
    cp "$work"/jars/*.jar "$folder"
  else
    grep -m1 -E 'Could not|ERROR' "$work/log" || true
  fi
  rm -rf "$work"
  return "$ended"
}

for peer in "${peers[@]}"; do
  name=${peer%%=*}
  IFS=: read -r group artifact version <<<"${peer#*=}"
  if fetch "$name" "$group" "$artifact" "$version"; then
    echo "java peer: $name $version"
  else
    echo "java peer: $name $version could not be had; its tests will be skipped by name"
  fi
done
