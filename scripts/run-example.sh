#!/bin/sh
# Surveys the bundled synthetic prefecture and writes its report; then plays a campaign on it with demo accounts and
# serves the pages until Ctrl-C. SERVE=0 ends after the report; PORT chooses the port. Writes below OUT only.
set -eu
cd "$(dirname "$0")/.."
out=${1:-out}
workers=${2:-2}
serve=${SERVE:-1}
port=${PORT:-8000}
example=examples/kanagawa
noroshi=.venv/bin/noroshi

# The demonstration has settings of its own: whatever the surroundings name is not touched.
for name in $(env | sed -n 's/^\(NOROSHI_[A-Z_]*\)=.*/\1/p'); do
    unset "$name"
done

if [ "$serve" != 0 ]; then
    .venv/bin/python scripts/free_port.py "$port"
fi

mkdir -p "$out"
rm -rf "$out/register" "$out/survey" "$out/surveys" "$out/report.html"
rm -f "$out"/campaign.sqlite3*

survey() {
    "$noroshi" survey run "$1" --out "$2" --register "$out/register" --kev "$example/kev-excerpt-2026-08-07.json" \
        --workers "$workers" --licence "synthetic example" \
        --may-hand-over yes --may-print yes --may-publish yes
}

echo "Building the register of the example (invented corporations) …"
"$noroshi" register build "$example/register" --out "$out/register"
echo "Surveying the synthetic prefecture …"
survey "$example/data" "$out/survey"
"$noroshi" survey report "$out/survey" --out "$out/report.html"
echo
echo "Read on:  $noroshi survey show $out/survey --verdict affected"
echo "          open $out/report.html in a browser"
if [ "$serve" = 0 ]; then
    exit 0
fi

echo
echo "Surveying September and October apart, for the campaign …"
mkdir -p "$out/surveys"
for month in 2026-09 2026-10; do
    survey "$example/data/$month" "$out/surveys/$month" >/dev/null
done
echo "Playing a campaign with demo accounts …"
NOROSHI_DATABASE=$(.venv/bin/python -c \
    'import pathlib, sys, urllib.parse as u; print("sqlite:///" + u.quote(str(pathlib.Path(sys.argv[1]).resolve())))' \
    "$out/campaign.sqlite3")
NOROSHI_SURVEYS=$(cd "$out/surveys" && pwd)
export NOROSHI_DATABASE NOROSHI_SURVEYS
export NOROSHI_DEMO=1
"$noroshi" database migrate
"$noroshi" demo "$out/surveys/2026-09" "$out/surveys/2026-10" --register "$out/register"
echo "The pages answer on this machine only. Ctrl-C ends the server; the next \`make run\` starts afresh."
exec "$noroshi" serve --port "$port"
