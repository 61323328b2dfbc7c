"""Check one response against the document: for tests, and to look into an odd response."""

from __future__ import annotations

from attrs import frozen

from videojobs.contract.api_document import load_document
from videojobs.contract.schema_validator import schema_errors
from videojobs.errors import ConfigurationError
from videojobs.http.json_pointer import join


@frozen(kw_only=True)
class Deviation:
    """One place where a response differs from the document.

    Attributes:
        pointer: JSON pointer of the place in the response; "" is the whole response.
        rule: The keyword of the schema that is violated: ``required``, ``type``, ``enum`` ...
        message: What is wrong, in words.
    """

    pointer: str
    rule: str
    message: str


def check_contract(provider: str, operation: str, body: object, *, status: int = 200) -> list[Deviation]:
    """Check a response against the provider's document (with its corrections).

    Unknown keys are no deviation here unless the document forbids them; `Watcher` and ``videojobs contract`` report
    them.

    Args:
        provider: Name of the provider.
        operation: Role of the operation (``create``, ``retrieve`` ...) or its operationId.
        body: The decoded JSON.
        status: The HTTP status of the response.

    Raises:
        ConfigurationError: There is no such provider or operation, the document has no JSON for that status, or the
            extra ``contract`` is not installed.
    """
    document = load_document(provider)
    response = document.response(document.operation_named(operation), status)
    if response is None or (schema := response.json_schema) is None:
        raise ConfigurationError(f"{provider}: the document has no JSON response {status} of {operation!r}")
    deviations = [
        Deviation(pointer=join(error.absolute_path), rule=str(error.validator), message=error.message)
        for error in schema_errors(document, schema, body)
    ]
    return sorted(deviations, key=lambda deviation: (deviation.pointer, deviation.rule, deviation.message))
