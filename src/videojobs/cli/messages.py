"""The messages of errors, in the words of the command line."""

from __future__ import annotations

from videojobs.errors import VideoJobsError

# The library names its arguments; a user of the command has options.
_OPTION_NAMES = {
    "pass api_key= or set ": "set ",
    "pass api_key=": "pass --key-file",
    "pass base_url=": "pass --base-url",
    "base_url is ": "--base-url is ",
    "with a base_url": "with a --base-url",
    "pass again=True": "pass --again",
    "pass another file as ledger=": "pass another file as --ledger",
    "with client.list()": "with `videojobs list`",
    "or call videojobs.recover": "or run `videojobs resume`",
    "the same call": "the same command",
    "repeat that call": "repeat that command",
    "repeat the call": "repeat the command",
    "an earlier call": "an earlier command",
    "call again": "run it again",
    "wait for it and download it by its id": "`videojobs wait` and `videojobs download` go on with it",
    "input_reference: ": "--image: ",
    "idempotency_key: ": "--extra: ",
    "directory: ": "--directory: ",
}


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
