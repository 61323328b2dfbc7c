"""What a client finds out about its server on the way, and how it tells that a body came in the wrong encoding."""

from __future__ import annotations

import re
from typing import Literal

from attrs import define

from videojobs.dialect import Encoding
from videojobs.errors import ApiError

_REJECTED = frozenset({400, 415, 422})
_UNREAD = re.compile(
    r"multipart|form[- ]data|boundary|content[- _]?type|media[- _]?type|encoding"
    r"|json[- _]?(invalid|decode|parse)|(invalid|malformed|valid|parse|parsing|decode|decoding)[^.]{0,40}json"
    r"|unexpected (token|character|end of json)|expecting value|invalid character"
    r"|expected an? (file|uploadfile|dict|dictionary|json)|valid dictionary",
    re.IGNORECASE,
)
"""A server that could not read the body as what it was sent as."""
_PROMPT_LOST = re.compile(
    r"prompt\W{0,20}(\w+\W+){0,3}(required|missing|empty|not be (empty|blank|null))"
    r"|(missing|required|empty)\W{0,3}(\w+\W+){0,4}prompt|required\W+(\w+\W+){0,2}body\b",
    re.IGNORECASE,
)
"""A server that did not find the prompt, which every body holds."""


@define
class Learned:
    """What a client has found out, for as long as it lives.

    Attributes:
        encoding: The encoding in which a new job was accepted.
        content: Where a clip came from, if not from where the dialect says.
    """

    encoding: Encoding | None = None
    content: Literal["endpoint", "url"] | None = None

    def ordered(self, encodings: tuple[Encoding, ...]) -> tuple[Encoding, ...]:
        """Return encodings with the one that is known to be taken first."""
        return tuple(sorted(encodings, key=lambda encoding: encoding != self.encoding))


def refused_for_encoding(error: ApiError) -> bool:
    """Whether a server provably turned a body away for its encoding, so that nothing can have been started.

    HTTP 415 says so by itself; 400 and 422 do if their words are about the encoding, or about a prompt that is not
    there although one was sent.
    """
    if error.status_code not in _REJECTED:
        return False
    if error.status_code == 415:
        return True
    words = " ".join((error.api_message or "", error.code or "", error.error_type or "", str(error.body or "")[:2000]))
    return _UNREAD.search(words) is not None or _PROMPT_LOST.search(words) is not None
