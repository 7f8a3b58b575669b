#!/bin/sh
# Puts what the services need at run time, and nothing else, into an empty folder: assemble.sh SOURCE TARGET
#
# SOURCE is a checkout. The packages come from pnpm's store, which `pnpm fetch --prod` or `pnpm install` has filled and
# checked; nothing is downloaded here.
set -eu

source=$(cd "$1" && pwd)
mkdir -p "$2"
target=$(cd "$2" && pwd)
if [ -n "$(ls -A "$target")" ]; then
  echo "$target is not empty." >&2
  exit 1
fi

cp -R "$source/patches" "$source/standalone" "$source/gateway" "$source/platform" "$source/renderer" "$source/schema" \
  "$source/subgraphs" "$source/worker" "$target"
cp "$source/package.json" "$source/pnpm-lock.yaml" "$source/pnpm-workspace.yaml" "$source/start.ts" "$target"

cd "$target"
find . -name node_modules -prune -exec rm -rf {} +
find . -name '*.test.ts' -delete

CI=true pnpm install --prod --frozen-lockfile --offline --trust-lockfile --reporter=append-only

# After installing, which takes a folder of the workspace for a package.
mkdir -p "$target/deploy/image"
cp "$source/deploy/image/checkHealth.ts" "$target/deploy/image"

# Only installing needs these.
rm -r patches pnpm-workspace.yaml pnpm-lock.yaml
