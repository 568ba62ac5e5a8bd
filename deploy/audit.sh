#!/bin/sh
# Asks an advisory database about every package of the lists in requirements/. `make audit` runs it.
# Exit code: 0 nothing is known, 1 a weakness is, 2 a package could not be asked about, so that nothing is known of it.
set -u
answers=$(mktemp -d)
trap 'rm -rf "$answers"' EXIT
worst=0
for list in requirements/*.txt; do
    var/audit/bin/pip-audit --disable-pip --require-hashes --progress-spinner off --requirement "$list" \
        --format json --output "$answers/found" 2>"$answers/told" || [ -s "$answers/found" ] ||
        { echo "$list: NOT CHECKED, the advisory database could not be asked: $(tail -n 1 "$answers/told" | cut -c 1-200)" >&2; exit 2; }
    # A database that answers 404 for every package is taken by pip-audit for one that knows nothing bad.
    var/audit/bin/python - "$list" "$answers/found" <<'END'
import json, sys
name, path = sys.argv[1:]
parts = json.load(open(path))["dependencies"]
left_out = [one["name"] for one in parts if "skip_reason" in one]
known = [(one, found) for one in parts for found in one.get("vulns", [])]
for one, found in known:
    print(f"{name}: {one['name']} {one['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no version yet'}")
if left_out:
    print(f"{name}: NOT CHECKED, {len(left_out)} of {len(parts)} packages, as the advisory database does not answer for them: "
          f"{', '.join(left_out[:5])}{' …' if len(left_out) > 5 else ''}")
if not known and not left_out:
    print(f"{name}: nothing known of {len(parts)} packages.")
sys.exit(1 if known else 2 if left_out else 0)
END
    code=$?
    if [ "$worst" != 1 ] && [ "$code" != 0 ]; then worst=$code; fi
    rm -f "$answers/found"
done
exit "$worst"
