"""The messages of errors, in the words of the command line."""

from __future__ import annotations

from videojobs.errors import (
    AuthenticationError,
    DatabaseUnavailable,
    DeadlineExceeded,
    DecodeError,
    NotFound,
    RateLimited,
    ServerError,
    TransportError,
    VideoJobsError,
)

# The library names its arguments; a user of the command has options.
_OPTION_NAMES = {
    "pass api_key= or set ": "pass --key-file or set ",
    "pass api_key=": "pass --key-file",
    "pass base_url=": "pass --base-url",
    "pass database=": "pass --database",
    "base_url is ": "--base-url is ",
    "base_url '": "--base-url '",
    "or None for no limit": "or inf for no limit",
    "with a base_url": "with a --base-url",
    "pass again=True": "pass --again",
    "pass another file as ledger=": "pass another file as --ledger",
    "with client.list()": "with `videojobs list`",
    "or call videojobs.recover": "or run `videojobs resume`",
    "the same call": "the same command",
    "repeat that call": "repeat that command",
    "repeat the call": "repeat the command",
    "Repeat the call": "Repeat the command",
    "an earlier call": "an earlier command",
    "call wait() again with this error's .ref (or the id)": "run it again",
    "call wait() again with this error's .ref": "run it again",
    "call again": "run it again",
    "wait for it and download it by its id": "`videojobs wait` and `videojobs download` go on with it",
    "the file is empty, or was read to its end already (rewind it: seek(0))": "the file is empty",
    "input_reference: ": "--image: ",
    "model: missing;": "--model: missing;",
    "idempotency_key: ": "--extra: ",
    "directory: ": "--directory: ",
}

# What to do next, where the message of the library does not say it.
_HINTS: dict[type[VideoJobsError], str] = {
    AuthenticationError: "check the key, and that it is one of this provider",
    NotFound: "check the id, --provider and --base-url",
    RateLimited: "wait, or check the quota of your account, and run it again",
    ServerError: "run it again later",
    DeadlineExceeded: "run it again, or pass a longer --timeout",
    TransportError: "run it again",
    DatabaseUnavailable: "run it again when the database can be used; nothing is paid for twice",
    DecodeError: "check that --base-url is the API of this provider; `videojobs probe` shows what a server supports",
}


def hint_for(error: BaseException) -> str | None:
    """Return what to do about an error, if its message does not say it."""
    if getattr(error, "__notes__", None):  # they do
        return None
    if isinstance(error, TransportError) and not error.sent:
        return "nothing was sent; check the network and --base-url, and run it again"
    for kind, hint in _HINTS.items():
        if isinstance(error, kind):
            return hint
    return None


def message_of(error: BaseException) -> str:
    """Return the message of an error, with the names of options where the library names its arguments."""
    text = str(error)
    if isinstance(error, OSError) and not isinstance(error, VideoJobsError):
        text = f"{error.filename or 'a file'}: {error.strerror or error}"
    return in_options(text)


def in_options(text: str) -> str:
    """Return a text of the library with the names of options in place of its arguments."""
    for argument, option in _OPTION_NAMES.items():
        text = text.replace(argument, option)
    return text
