#!/bin/sh
# Installs noroshi from this folder into a virtual environment of its own; asks no network. See README-offline.md and README-offline.ja.md.
set -eu
umask 022
unset PYTHONPATH PYTHONHOME

prefix=/opt/noroshi
python=python3
signer=
unsigned=no

usage() {
    echo "usage: sh install.sh (--signer FILE.pub | --unsigned) [--prefix $prefix] [--python $python]" >&2
    exit 2
}

stop() {
    echo "not installed: $1" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
        --signer) [ $# -gt 1 ] || usage; signer=$2; shift 2 ;;
        --prefix) [ $# -gt 1 ] || usage; prefix=$2; shift 2 ;;
        --python) [ $# -gt 1 ] || usage; python=$2; shift 2 ;;
        --unsigned) unsigned=yes; shift ;;
        *) usage ;;
    esac
done
case $prefix in /*) ;; *) stop "--prefix $prefix: give an absolute path" ;; esac
case $signer in ''|/*) ;; *) signer=$(pwd)/$signer ;; esac
[ -n "$signer" ] || [ $unsigned = yes ] || stop \
    "give --signer FILE.pub, the maker's public key whose fingerprint you compared by telephone (or --unsigned)"

cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# 1 what lies here is what was made: signature over the list, every file as in the list, no file beside it
if [ -n "$signer" ]; then
    [ -f "$signer" ] || stop "--signer $signer: no such file"
    [ -f SHA256SUMS.sig ] || stop "the bundle is not signed, though --signer was given"
    command -v ssh-keygen >/dev/null 2>&1 || stop "ssh-keygen is missing (Debian: package openssh-client)"
    # shellcheck disable=SC2046
    set -- $(head -n 1 "$signer")
    [ "${1:-}" = ssh-ed25519 ] || stop "--signer $signer: the line is not an Ed25519 public key of OpenSSH"
    printf 'maker namespaces="noroshi-offline" %s %s\n' "$1" "${2:-}" >"$work/allowed"
    ssh-keygen -Y verify -f "$work/allowed" -I maker -n noroshi-offline -s SHA256SUMS.sig <SHA256SUMS >/dev/null 2>&1 ||
        stop "the signature is not that of $signer; keep the files as they are and ask the maker"
    echo "signature: that of $signer"
else
    echo "signature: NOT CHECKED (--unsigned); only compare the SHA-256 of the tar on paper"
fi
[ -z "$(find . ! -type f ! -type d)" ] || stop "something here is no plain file; unpack the tar again"
sha256sum --check --strict --quiet SHA256SUMS >&2 || stop "a file is damaged or missing; copy the tar again"
sed 's/^[0-9a-f]*  //' SHA256SUMS | LC_ALL=C sort >"$work/listed"
find . -type f ! -name SHA256SUMS ! -name SHA256SUMS.sig ! -path ./signer.pub | sed 's|^\./||' | LC_ALL=C sort >"$work/found"
cmp -s "$work/listed" "$work/found" || stop "a file lies here that is not in SHA256SUMS; unpack the tar into a new folder"
echo "files: $(wc -l <"$work/listed") as listed"

# 2 the machine fits
fact() { sed -n "s/^$1=//p" RELEASE; }
command -v "$python" >/dev/null 2>&1 || stop "$python: no such program; give --python"
tag=$("$python" -c 'import sys; print(f"cp{sys.version_info[0]}{sys.version_info[1]}")')
platform=$("$python" -c 'import sysconfig; print(sysconfig.get_platform().replace("-", "_").replace(".", "_"))')
[ "$tag" = "$(fact python)" ] || stop "$python is $tag, the bundle is for $(fact python); give --python or another bundle"
[ "$platform" = "$(fact platform)" ] || stop "this machine is $platform, the bundle is for $(fact platform)"
"$python" -c 'import ensurepip, venv' 2>/dev/null || stop "Python's venv module is missing (Debian: package python3-venv)"

# 3 a folder of its own for this release; the link `current` changes only when everything works
release=$(fact version)-$(sha256sum SHA256SUMS | cut -c 1-8)
target=$prefix/releases/$release
[ ! -e "$target" ] || stop "$target exists: this very bundle is installed already"
mkdir -p "$prefix/releases"
trap 'rm -rf "$work" "$target"' EXIT
"$python" -m venv "$target"
PIP_CONFIG_FILE=/dev/null "$target/bin/python" -m pip --isolated --disable-pip-version-check install --quiet \
    --no-cache-dir --no-index --find-links wheels --only-binary :all: --require-hashes --requirement requirements.txt ||
    stop "pip refused; see its messages above"
mkdir -p "$target/share/noroshi"
cp -R deploy docs knowledge.pack RELEASE "$target/share/noroshi/"
(cd / && "$target/bin/noroshi" --version && "$target/bin/noroshi" knowledge check) || stop "the program does not run"
ln -s "releases/$release" "$prefix/current.new"
mv -T "$prefix/current.new" "$prefix/current"
trap 'rm -rf "$work"' EXIT
echo "installed: $target"
echo "program: $prefix/current/bin/noroshi; units, notes and documents: $prefix/current/share/noroshi"
