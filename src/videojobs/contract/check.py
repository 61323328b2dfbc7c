"""Holding one answer against the document: for tests, and for looking into an odd answer."""

from __future__ import annotations

from attrs import frozen

from videojobs.contract.document import document_of, pointer_of
from videojobs.contract.validate import breaches
from videojobs.errors import ConfigurationError


@frozen(kw_only=True)
class Deviation:
    """One place where an answer is not what the document promises.

    Attributes:
        pointer: JSON pointer of the place in the answer; "" is the whole answer.
        rule: The keyword of the schema that it breaks: ``required``, ``type``, ``enum`` ...
        message: What is wrong, in words.
    """

    pointer: str
    rule: str
    message: str


def check_contract(provider: str, operation: str, body: object, *, status: int = 200) -> list[Deviation]:
    """Hold an answer against the provider's document (with its corrections).

    Keys that the document does not know are no deviation here, where it does not forbid them; `Watcher` and
    ``videojobs contract`` tell of them.

    Args:
        provider: Name of the provider.
        operation: Role of the operation (``create``, ``retrieve`` ...) or its operationId.
        body: The decoded JSON.
        status: The HTTP status that it came with.

    Raises:
        ConfigurationError: There is no such provider or operation, the document says nothing of JSON for that status,
            or the extra ``contract`` is not installed.
    """
    document = document_of(provider)
    answer = document.answer(document.named(operation), status)
    place = answer.json_place if answer is not None else None
    if place is None:
        raise ConfigurationError(f"{provider}: the document has no JSON answer {status} of {operation!r}")
    found = [
        Deviation(pointer=pointer_of(tuple(item.absolute_path)), rule=str(item.validator), message=item.message)
        for item in breaches(document, place, body)
    ]
    return sorted(found, key=lambda item: (item.pointer, item.rule, item.message))
