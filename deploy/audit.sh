#!/bin/sh
# Asks an advisory database about every package of the lists in requirements/. `make audit` runs it.
# Exit code: 0 nothing is known, 1 something is, 2 it could not be asked, and so nothing was checked.
set -u
answers=$(mktemp -d)
trap 'rm -rf "$answers"' EXIT
worst=0
for list in requirements/*.txt; do
    name=$(basename "$list" .txt)
    var/audit/bin/pip-audit --disable-pip --require-hashes --progress-spinner off --requirement "$list" \
        --format json --output "$answers/$name" 2>"$answers/$name.told"
    code=$?
    if [ ! -s "$answers/$name" ]; then
        echo "$list: NOT CHECKED. The advisory database could not be asked:" >&2
        tail -n 1 "$answers/$name.told" | cut -c 1-300 >&2
        exit 2
    fi
    if [ "$code" = 0 ]; then
        echo "$list: nothing known."
    else
        echo "$list: a weakness is known:"
        var/audit/bin/python -c '
import json, sys
for one in json.load(open(sys.argv[1]))["dependencies"]:
    for found in one.get("vulns", []):
        print("   ", one["name"], one["version"], found["id"], "mended in", ", ".join(found["fix_versions"]) or "nothing yet")
' "$answers/$name"
        worst=1
    fi
done
exit $worst
