#!/bin/sh
# Surveys the bundled synthetic prefecture and writes its report.
set -eu
cd "$(dirname "$0")/.."
out=${1:-out}
workers=${2:-2}
example=examples/kanagawa

rm -rf "$out"
mkdir -p "$out"
echo "Building the register of the example (invented corporations) …"
.venv/bin/noroshi register build "$example/register" --out "$out/register"
echo "Surveying the synthetic prefecture …"
.venv/bin/noroshi survey run "$example/data" --out "$out/survey" \
    --register "$out/register" --kev "$example/kev-excerpt-2026-08-07.json" --workers "$workers" --licence "synthetic example"
.venv/bin/noroshi survey report "$out/survey" --out "$out/report.html"
echo
echo "Read on:  .venv/bin/noroshi survey show $out/survey --verdict affected"
echo "          open $out/report.html in a browser"
