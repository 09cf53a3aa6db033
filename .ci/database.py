"""Makes the PostgreSQL database that a test URL names, where it is not there yet: ``python .ci/database.py URL``."""

import sys

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict


def main(url: str) -> None:
    """Create the database of ``url``; SystemExit with a sentence when the server does not let us."""
    parts = conninfo_to_dict(url.replace("postgresql+psycopg://", "postgresql://", 1))
    name = str(parts.pop("dbname", "") or sys.exit(f"no database is named in {parts.get('host')}'s URL"))
    try:
        with psycopg.connect(**parts, dbname="postgres", autocommit=True) as connection:  # type: ignore[arg-type]
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            row = connection.execute("SHOW server_version").fetchone()
    except psycopg.Error as error:
        sys.exit(f"PostgreSQL at {parts.get('host')} cannot be used: {error}")
    sys.stdout.write(f"PostgreSQL {row[0] if row else '?'} at {parts.get('host')}, database {name}\n")


if __name__ == "__main__":
    main(sys.argv[1])
