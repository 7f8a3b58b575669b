#!/usr/bin/env bash
# unpack.sh FOLDER SUITE PACKAGE...
# Fills FOLDER with Debian packages and everything that they need, down to the C library, beside the system: nothing is
# installed and no root is needed. SUITE is a suite of Debian, or `own` for whatever the machine's own apt is set up for.
# What the machine's apt has fetched before is neither needed nor touched.
set -euo pipefail

folder=$1 suite=$2
shift 2
apt=$folder.apt
trap 'rm -rf "$apt"' EXIT
rm -rf "$apt"
mkdir -p "$apt"/{lists,cache/archives}/partial "$folder"/usr/{bin,sbin,lib,lib64}
: > "$apt/status"

options=(
  -qq
  -o "Dir::State=$apt" -o "Dir::State::lists=$apt/lists" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache"
  -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -o Acquire::Retries=3
  -o APT::Install-Recommends=0 -o "APT::Sandbox::User=$(id -un)" -o APT::Keep-Downloaded-Packages=true
)
if [ "$suite" != own ]; then
  # From the mirror that this machine uses; its address is known without fetched lists.
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  mirror=$(apt-get update --print-uris | sed -n "s#^'\(.*\)/dists/$codename/InRelease' .*#\1#p" | head -n 1)
  keys=/usr/share/keyrings/debian-archive-keyring.gpg
  if [ -z "$codename" ] || [ -z "$mirror" ] || [ ! -e "$keys" ]; then
    echo "This needs Debian with a mirror for its own release in apt's sources and the package debian-archive-keyring." >&2
    exit 1
  fi
  echo "deb [signed-by=$keys] $mirror $suite main" > "$apt/sources.list"
  options+=(
    -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
  )
fi

apt-get "${options[@]}" update
apt-get "${options[@]}" install -y --download-only "$@"

# Where /bin is a link to /usr/bin, the link comes with a package that is not among these.
for name in bin sbin lib lib64; do ln -sfn "usr/$name" "$folder/$name"; done
for package in "$apt"/cache/archives/*.deb; do
  case ${package##*/} in
    # No server needs these at run time; they are large.
    perl* | libperl* | gcc-* | libc-gconv*) continue ;;
  esac
  dpkg-deb --fsys-tarfile "$package" | tar -x -C "$folder" --keep-directory-symlink --no-same-owner \
    --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale --exclude=./usr/lib/mysql-test
done
