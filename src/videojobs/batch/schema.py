"""The tables of a batch, in the SQL that SQLite and PostgreSQL have in common."""

VERSION = "2"
# `utc_now()` and `epoch_now()` are functions of ours in both; `{serial}` numbers the rows in their order.
TABLES = """
CREATE TABLE batch (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE lines (
    number INTEGER PRIMARY KEY, digest TEXT NOT NULL, file TEXT NOT NULL, folded TEXT NOT NULL UNIQUE,
    prompt TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'pending', worker TEXT, is_left INTEGER NOT NULL DEFAULT 0,
    job TEXT, is_begun INTEGER NOT NULL DEFAULT 0, bytes BIGINT, sha256 TEXT, content_type TEXT, finished_at TEXT,
    job_usage TEXT, error TEXT
);
CREATE INDEX lines_by_digest ON lines (digest);
CREATE INDEX lines_by_worker ON lines (status, worker, number);
CREATE TABLE requests (
    position {serial}, entry TEXT NOT NULL UNIQUE, number INTEGER NOT NULL, worker TEXT NOT NULL, sent_at TEXT NOT NULL,
    prompt_sha256 TEXT NOT NULL, fields_sha256 TEXT NOT NULL, outcome TEXT, job TEXT,
    is_replaced INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX requests_by_number ON requests (number);
CREATE INDEX requests_by_outcome ON requests (outcome);
CREATE TABLE sends (sent_at DOUBLE PRECISION NOT NULL);
CREATE INDEX sends_by_time ON sends (sent_at);
CREATE TABLE workers (name TEXT PRIMARY KEY, lock_key BIGINT NOT NULL, seen_at TEXT NOT NULL);
"""


def statements(serial: str) -> list[str]:
    """Return the statements that create the tables.

    Args:
        serial: The type of a column that numbers the rows in their order.
    """
    return [statement for statement in TABLES.format(serial=serial).split(";") if statement.strip()]
