#!/bin/sh
# Copies everything from a SQLite file into a PostgreSQL that has only its tables (`manage.py migrate`), in one transaction:
#     sh deploy/to_postgres.sh copy.sqlite3 postgresql://user:password@host/name
# The file must be a copy (`VACUUM INTO`), of the same release: on a file in use, the commands find each other's lock.
# Needs sqlite3 and psql. Left out are sessions and counters, and what each database makes by itself: version, changes, words.
set -eu
from=$1 to=$2
ask() { psql --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --command "$1" "$to"; }

made=$(sqlite3 -readonly "$from" "SELECT count(*) FROM django_migrations WHERE app = 'talks'")
if [ "$made" != "$(ask "SELECT count(*) FROM django_migrations WHERE app = 'talks'")" ]; then
    echo "Migrate both databases to the same release first." >&2
    exit 1
fi
if [ "$(ask 'SELECT count(*) FROM auth_user')$(ask 'SELECT count(*) FROM talks_process')" != 00 ]; then
    echo "The PostgreSQL database has accounts or records already: nothing was copied." >&2
    exit 1
fi
# Some migrations write rows (groups, types, permissions); those of the file take their place.
tables=$(sqlite3 -readonly "$from" "
    SELECT name FROM sqlite_master WHERE type = 'table' AND (name LIKE 'auth@_%' ESCAPE '@' OR name LIKE 'talks@_%' ESCAPE '@'
        OR name LIKE 'otp@_%' ESCAPE '@' OR name IN ('django_content_type', 'django_admin_log'))
    AND name NOT IN ('talks_version', 'talks_change', 'talks_throttle') AND name NOT LIKE '%@_words%' ESCAPE '@'")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
{
    echo "BEGIN;"
    for table in $tables; do echo "DELETE FROM $table;"; done
    for table in $tables; do
        names=$(sqlite3 -readonly "$from" "SELECT group_concat('\"' || name || '\"', ', ') FROM pragma_table_info('$table')")
        # What is binary goes as PostgreSQL writes it: a backslash, an x, and two digits a byte.
        values=$(sqlite3 -readonly "$from" "SELECT group_concat(CASE WHEN upper(type) = 'BLOB'
            THEN 'CASE WHEN \"' || name || '\" IS NOT NULL THEN char(92) || ''x'' || hex(\"' || name || '\") END'
            ELSE '\"' || name || '\"' END, ', ') FROM pragma_table_info('$table')")
        sqlite3 -readonly -csv "$from" "SELECT $values FROM $table" >"$folder/$table.csv"
        printf '%s %s\n' '\copy' "$table ($names) FROM '$folder/$table.csv' CSV"
    done
    echo "COMMIT;"
    echo "ANALYZE;"
} >"$folder/all.sql"
PGTZ=UTC psql --quiet --set ON_ERROR_STOP=1 --file "$folder/all.sql" "$to"
