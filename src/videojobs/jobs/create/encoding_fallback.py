"""Recognise that a server rejected a body for its encoding, so that the other encoding may be tried."""

from __future__ import annotations

import re

from videojobs.errors import ApiError

_REJECTION_STATUSES = frozenset({400, 415, 422})
# A server that could not read the body as the media type that it was sent as.
_UNREADABLE = re.compile(
    r"multipart|form[- ]data|boundary|content[- _]?type|media[- _]?type|encoding"
    r"|json[- _]?(invalid|decode|parse)|(invalid|malformed|valid|parse|parsing|decode|decoding)[^.]{0,40}json"
    r"|unexpected (token|character|end of json)|expecting value|invalid character"
    r"|expected an? (file|uploadfile|dict|dictionary|json)|valid dictionary",
    re.IGNORECASE,
)
# A server that did not find the prompt, which every body holds.
_PROMPT_MISSING = re.compile(
    r"prompt\W{0,20}(\w+\W+){0,3}(required|missing|empty|not be (empty|blank|null))"
    r"|(missing|required|empty)\W{0,3}(\w+\W+){0,4}prompt|required\W+(\w+\W+){0,2}body\b",
    re.IGNORECASE,
)


def is_rejected_for_encoding(error: ApiError) -> bool:
    """Whether a server provably rejected a body for its encoding, so that no job can have been started.

    HTTP 415 says so by itself; 400 and 422 do if their message is about the encoding, or about a missing prompt
    although one was sent.
    """
    if error.status_code not in _REJECTION_STATUSES:
        return False
    if error.status_code == 415:
        return True
    text = " ".join((error.api_message or "", error.code or "", error.error_type or "", str(error.body or "")[:2000]))
    return _UNREADABLE.search(text) is not None or _PROMPT_MISSING.search(text) is not None
