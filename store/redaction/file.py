"""SQLite's file after a redaction: what was deleted is to be gone from the disk as well."""

import sqlite3

from store.engine import Store


def scrub(store: Store) -> bool:
    """Write the file anew without its free space, and empty the write-ahead log; False where that cannot be done now.

    It cannot while somebody reads or writes for long, or where the disk is full: the file is then as it was. Does nothing on
    PostgreSQL, whose own vacuum gives the room of old rows to new ones in time.
    """
    if not store.is_sqlite:
        return True
    connection = store.engine.raw_connection()
    try:
        cursor = connection.cursor()
        # Rows that were changed before have left copies of themselves in free space: only a new file is without them.
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = cursor.fetchone() or (1, 0, 0)
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return not busy
