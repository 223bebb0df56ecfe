"""SQLite files of coding tools: opened as copies in memory, their tables read with every value's type held to."""

from collections import namedtuple
from collections.abc import Callable

from trail.faults import Fault, Faults
from trail.importers.project import Given

MAGIC = b"SQLite format 3\x00"
BYTES = 500_000_000
VALUE_BYTES = 100_000_000  # one text; what a table computes to more than this is no transcript
STEPS, PAUSE = 1_000_000_000, 1_000_000  # of SQLite's machine: a thousand texts with a million codings take a tenth
HOT = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"  # begins a rollback journal that was not played back
NUMBER, NUMBER_OR_NOTHING = "a whole number", "a whole number or nothing"
TEXT, BYTES_OF_TEXT = "a text", "the bytes of a text"
FAULTS = 20  # rows named at once; what is wrong in more is wrong in all


def open_database(given: Given):
    """Return a connection to a copy in memory of a SQLite file: nothing is written, and nothing beside it made.

    Raises Faults where it is none, or where its program still holds changes that are not in the file.
    """
    import sqlite3

    data = bytearray(given.stream.read(BYTES + 1))
    if not data.startswith(MAGIC) or len(data) > BYTES:
        message = "is too large." if len(data) > BYTES else "is no SQLite database, or behind a password."
        raise Faults([Fault(given.name, "", message, "no_database")])
    if given.path and _in_use(given.path):
        message = "is open in its program, or was not closed well: open it there, close it, and import again."
        raise Faults([Fault(given.name, "", message, "open_elsewhere")])
    database = sqlite3.connect(":memory:")
    try:
        data[18:20] = b"\x01\x01"  # as if it were in no journal mode of its own
        database.deserialize(data)
        database.execute("PRAGMA trusted_schema = OFF")
        left = iter(range(STEPS // PAUSE))
        database.set_progress_handler(lambda: next(left, None) is None, PAUSE)
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_BYTES)
    except sqlite3.Error:
        database.close()
        raise Faults([damaged(given.name)]) from None
    return database


def tables(database) -> set[str]:
    """Return the names of the tables of a database; none of one that is damaged."""
    import sqlite3

    try:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except (sqlite3.Error, ValueError):
        return set()


def rows(database, table: str, columns: tuple[str, ...], file: str) -> list[tuple]:
    """Return those columns of a table, in the order of its first. Raises Faults for a damaged or other table."""
    import sqlite3

    try:
        return database.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {columns[0]}").fetchall()
    except (sqlite3.Error, ValueError):  # sqlite3 decodes its own messages, with what a damaged file put into them
        raise Faults([damaged(file, f"table {table}")]) from None


def records(
    database,
    table: str,
    needed: dict[str, str],
    file: str,
    tool: str,
    later: dict[str, str] | None = None,
    decode: Callable[[bytes], str] = bytes.decode,
) -> list[tuple]:
    """Return the rows of a table as named tuples, in the order in which they were written, their `row` (rowid) first.

    needed: {column: NUMBER, NUMBER_OR_NOTHING, TEXT or BYTES_OF_TEXT}; of a text, nothing is None. later:
    columns that some versions of the tool lack: None where they do. decode: from bytes to a text, ValueError where
    they are none. A number that is kept as 3.0 is 3.
    Raises Faults for a table or column that is not there, a value of another kind, a damaged file.
    """
    import sqlite3

    kinds = needed | (later or {})
    held = tables(database)
    if table not in held:
        raise Faults([Fault(file, "", f"lacks the table {table}: is it a project of {tool}?", "other_database")])
    try:
        # what a table computes is none of its columns here: only what its file holds is read
        columns = {name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")}
        if lost := [name for name in needed if name not in columns]:
            message = f"table {table} lacks the column {', '.join(lost)}: is it a project of {tool}?"
            raise Faults([Fault(file, "", message, "other_database")])
        database.text_factory = bytes
        wanted = ", ".join(name if name in columns else "NULL" for name in kinds)
        found = database.execute(f"SELECT rowid, {wanted} FROM {table} ORDER BY rowid").fetchall()
    except (sqlite3.Error, ValueError):
        raise Faults([damaged(file, f"table {table}")]) from None
    finally:
        database.text_factory = str
    record = namedtuple("record", ["row", *kinds])
    made, faults = [], []
    for row, *values in found:
        for number, (name, kind) in enumerate(kinds.items()):
            try:
                values[number] = _value(values[number], kind, name in needed, decode)
            except ValueError:
                message = f"{name} should be {kind}. Open the project in {tool}, mend or delete it there."
                faults.append(Fault(file, f"table {table}, row {row}", message, "wrong_kind"))
        made.append(record(row, *values))
    if faults:
        raise Faults(faults[:FAULTS])
    return made


def by_id(held: dict[str, list[tuple]], ids: dict[str, str], file: str) -> dict[str, list[tuple]]:
    """Return the rows of tables in the order of their ids. ids: {table: column}. Raises Faults where two have one."""
    return {table: _by_id(held[table], column, table, file) for table, column in ids.items()}


def _by_id(rows: list[tuple], column: str, table: str, file: str) -> list[tuple]:
    found, faults = {}, []
    for one in sorted(rows, key=lambda row: (getattr(row, column), row.row)):
        number = getattr(one, column)
        if number in found:
            message = f"has the {column} {number}, as row {found[number].row} has. Delete one of them."
            faults.append(Fault(file, f"table {table}, row {one.row}", message, "two_of_one_id"))
        found[number] = one
    if faults:
        raise Faults(faults[:FAULTS])
    return [*found.values()]


def count(database, table: str, where: str = "1") -> int:
    """Return how many rows of a table meet a condition; 0 where the table or its columns are not there."""
    import sqlite3

    if table not in tables(database):
        return 0
    try:
        return database.execute(f"SELECT count(1) FROM {table} WHERE {where}").fetchone()[0]
    except (sqlite3.Error, ValueError):
        return 0


def damaged(file: str, place: str = "") -> Fault:
    """Return the fault of a file, or a table of it, that cannot be read."""
    return Fault(file, place, "is damaged, or not as its program writes it. Save it there again.", "damaged_database")


def _value(value, kind: str, needed: bool, decode):
    """Return a value as its kind asks for. Raises ValueError where it is of another."""
    if value is None and not (needed and kind == NUMBER):
        return None
    if kind in (NUMBER, NUMBER_OR_NOTHING):
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, int):
            return value
        raise ValueError
    if kind == TEXT and isinstance(value, int | float):  # a name that is a number, in a column without a kind
        return str(value)
    if not isinstance(value, bytes):
        raise ValueError
    return decode(value) if kind == TEXT else value


def _in_use(path) -> bool:
    """Return whether changes wait beside a database that are not in it yet, or must be taken back."""
    log, journal = (path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-journal"))
    if log.exists() and log.stat().st_size:
        return True
    if not journal.is_file():
        return False
    with journal.open("rb") as stream:
        return stream.read(len(HOT)) == HOT
