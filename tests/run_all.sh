#!/bin/sh
# Runs all tests: on SQLite, in the browser, and, where PostgreSQL is installed, on PostgreSQL. What follows goes to pytest:
#     PYTHON=.venv/bin/python PARALLEL="--numprocesses auto" tests/run_all.sh -k word
# A failure does not stop the next run. The last lines say how each run ended; the exit code is 1 if any of them failed.
set -u
trap 'exit 130' INT

: "${PYTHON:=python3}" "${PARALLEL=}"
worst=0
summary=

# Takes the name of a run and pytest's exit code, which is 5 where no test was chosen.
note() {
    case $2 in
        0) result="passed." ;;
        5) result="no test was chosen." ;;
        *) result="failed." worst=1 ;;
    esac
    summary="$summary$1: $result
"
}

echo "Tests on SQLite"
"$PYTHON" -m pytest -m "not browser" $PARALLEL "$@"
sqlite=$?
note SQLite $sqlite

# Browser tests run one after the other, since they wait for one browser; and only on SQLite, since what a browser shows
# does not depend on the database. They mostly wait, so they run beside those on PostgreSQL; what they say comes after.
said=$(mktemp)
mark=$(mktemp)
"$PYTHON" -m pytest -m browser "$@" >"$said" 2>&1 &
beside=$!
trap 'kill $beside 2>/dev/null; rm -f "$said" "$mark"; exit 130' INT TERM

# The slow ones take as long as all others together; make check-long runs them on PostgreSQL.
echo "Tests on PostgreSQL, without the slow ones and those in the browser"
# The mark is gone once there was a server to run them on.
tests/with_postgres.sh sh -c 'rm "$0"; exec "$@"' "$mark" "$PYTHON" -m pytest -m "not browser and not slow" $PARALLEL "$@"
postgres=$?

echo "Tests in the browser, on SQLite"
wait $beside
browser=$?
cat "$said"

if [ $browser = 0 ] && "$PYTHON" -c "import sys; from tests.conftest import CHROMIUM; sys.exit(CHROMIUM is not None)"; then
    summary="${summary}Browser: not run, there is no Chromium.
"
else
    note Browser $browser
fi
if [ $postgres = 0 ] && [ -e "$mark" ]; then
    summary="${summary}PostgreSQL: not run, it is not installed.
"
else
    note PostgreSQL $postgres
fi
rm -f "$said" "$mark"

if [ "$sqlite $browser $postgres" = "5 5 5" ]; then worst=1; fi
printf '\n%s' "$summary"
exit $worst
