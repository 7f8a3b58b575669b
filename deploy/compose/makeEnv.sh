#!/bin/sh
# Writes .env from .env.example, with a random value in each line that must have one and has none.
set -eu
cd "$(dirname "$0")/../.."
if [ -e .env ]; then
  echo 'There is a .env already; it is left as it is.' >&2
  exit 1
fi

random() { head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

umask 077
while IFS= read -r line; do
  case $line in
    '#'*) ;;
    *=) line=$line$(random) ;;
  esac
  printf '%s\n' "$line"
done <.env.example >.env
