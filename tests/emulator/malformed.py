"""Requests that no well-behaved client sends, as bytes for a raw socket."""

from __future__ import annotations

HEAD = b"Host: h\r\nConnection: close\r\nAuthorization: Bearer emulator-key\r\n"
JSON = b"application/json"
FORM = b"multipart/form-data; boundary=b"
URL_ENCODED = b"application/x-www-form-urlencoded"
DIGITS = b"9" * 5000
VIDEOS = b"/v1/videos"
CLIP = VIDEOS + b"/v/content"


def request(line: bytes, headers: bytes = b"", body: bytes = b"") -> bytes:
    """Return a request with the key."""
    return line + b" HTTP/1.1\r\n" + HEAD + headers + b"\r\n" + body


def get(target: bytes, headers: bytes = b"") -> bytes:
    """Return a GET request."""
    return request(b"GET " + target, headers)


def post(body: bytes, media_type: bytes = JSON, headers: bytes = b"", path: bytes = VIDEOS) -> bytes:
    """Return a POST request whose length is right."""
    length = str(len(body)).encode()
    return request(
        b"POST " + path, b"Content-Type: " + media_type + b"\r\nContent-Length: " + length + b"\r\n" + headers, body
    )


def framed(headers: bytes, body: bytes) -> bytes:
    """Return a POST request of JSON with its own framing."""
    return request(b"POST " + VIDEOS, b"Content-Type: application/json\r\n" + headers, body)


def chunked(chunks: bytes) -> bytes:
    """Return a POST request of JSON in chunks."""
    return framed(b"Transfer-Encoding: chunked\r\n", chunks)


def part(head: bytes, content: bytes = b"x") -> bytes:
    """Return a part of a form."""
    return b"--b\r\n" + head + b"\r\n\r\n" + content + b"\r\n"


def named(name: bytes, content: bytes = b"x") -> bytes:
    """Return a part of a form with a name."""
    return part(b'Content-Disposition: form-data; name="' + name + b'"', content)


def form(parts: bytes, media_type: bytes = FORM, path: bytes = VIDEOS) -> bytes:
    """Return a POST request of a form with a prompt and other parts."""
    return post(named(b"prompt", b"a boat") + parts + b"--b--\r\n", media_type, path=path)


def unauthenticated(line: bytes, headers: bytes) -> bytes:
    """Return a request without the key."""
    return line + b" HTTP/1.1\r\nConnection: close\r\n" + headers + b"\r\n"


NO_HTTP = {
    "HTTP/0.9": b"GET /v1/videos\r\n\r\n",
    "HTTP/2 by its name": b"GET /v1/videos HTTP/2.0\r\n" + HEAD + b"\r\n",
    "TLS": bytes.fromhex("1603010200010001fc0303") + b"\0" * 200,
    "NUL": b"\0" * 100,
    "no target": b"GET  HTTP/1.1\r\n" + HEAD + b"\r\n",
    "bytes in the target": get(VIDEOS + b"/\xff"),
    "NUL in a header": get(VIDEOS, b"X: a\0b\r\n"),
    "a header without a colon": get(VIDEOS, b"x\r\n"),
    "no host": unauthenticated(b"GET " + VIDEOS, b""),
    "two hosts": get(VIDEOS, b"Host: b\r\n"),
    "a huge header": get(VIDEOS, b"X: " + b"a" * 100_000 + b"\r\n"),
    "a negative length": framed(b"Content-Length: -1\r\n", b"{}"),
    "a length of 5,000 digits": framed(b"Content-Length: " + DIGITS + b"\r\n", b"{}"),
    "two lengths": framed(b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{}"),
    "an unknown coding": framed(b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"),
    "a chunk of no size": chunked(b"zz\r\n{}\r\n0\r\n\r\n"),
    "a chunk of 5,000 digits": chunked(DIGITS + b"\r\n{}\r\n0\r\n\r\n"),
    "a negative chunk": chunked(b"-1\r\n{}\r\n0\r\n\r\n"),
}
"""Refused by the HTTP server, before the application sees them."""

TARGETS = {
    "limit of 5,000 digits": get(VIDEOS + b"?limit=" + DIGITS),
    "negative limit": get(VIDEOS + b"?limit=-" + DIGITS),
    "limit in Arabic digits": get(VIDEOS + b"?limit=%D9%A3"),
    "limit in superscript": get(VIDEOS + b"?limit=%C2%B2"),
    "limit 1e999": get(VIDEOS + b"?limit=1e999"),
    "limit nan": get(VIDEOS + b"?limit=nan"),
    "limit twice": get(VIDEOS + b"?limit=1&limit=x"),
    "empty limit": get(VIDEOS + b"?limit="),
    "NUL as cursor": get(VIDEOS + b"?after=%00"),
    "cursor that is no UTF-8": get(VIDEOS + b"?after=%FF%FE"),
    "separators only": get(VIDEOS + b"?;;;&&&===%%%"),
    "2,000 parameters": get(VIDEOS + b"?" + b"a=1&" * 2000),
    "NUL as id": get(VIDEOS + b"/%00"),
    "broken escapes": get(VIDEOS + b"/%ZZ%"),
    "id that is no UTF-8": get(VIDEOS + b"/%FF%C0"),
    "dots": get(VIDEOS + b"/../../etc/passwd"),
    "escaped dots": get(VIDEOS + b"/..%2F..%2Fx"),
    "a line end": get(VIDEOS + b"/a%0Ab"),
    "empty segments": get(b"//v1//videos//"),
    "a long id": get(VIDEOS + b"/" + b"a" * 60_000),
    "absolute": get(b"http://h/v1/videos"),
    "absolute and wrong": get(b"http://[::1/v1/videos"),
    "asterisk": request(b"OPTIONS *"),
    "no slash": get(b"v1/videos"),
    "CONNECT": request(b"CONNECT a:1"),
    "TRACE": request(b"TRACE " + VIDEOS),
    "an invented method": request(b"F'OO " + VIDEOS),
    "a long method": request(b"A" * 5000 + b" " + VIDEOS),
    "a method in lower case": request(b"get " + VIDEOS),
    "HTTP/1.0": b"GET /v1/videos HTTP/1.0\r\nAuthorization: Bearer emulator-key\r\n\r\n",
    "media without a name": get(b"/media/"),
    "media with a broken escape": get(b"/media/%00/%ZZ"),
}

HEADERS = {
    "a wrong host": unauthenticated(b"GET " + VIDEOS, b"Host: [::1\r\nAuthorization: Bearer emulator-key\r\n"),
    "a host with a huge port": unauthenticated(b"GET " + VIDEOS, b"Host: a:" + DIGITS + b"\r\n"),
    "a folded header": get(VIDEOS, b"X: a\r\n b\r\n"),
    "the key twice": get(VIDEOS, b"Authorization: Bearer no\r\n"),
    "a key in bytes": unauthenticated(b"GET " + VIDEOS, b"Host: h\r\nAuthorization: Bearer \xff\xfe\r\n"),
    "an empty key": unauthenticated(b"GET " + VIDEOS, b"Host: h\r\nAuthorization:\r\n"),
    "a WebSocket": get(VIDEOS, b"Upgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n"),
    "HTTP/2": get(VIDEOS, b"Upgrade: h2c\r\nHTTP2-Settings: AA\r\n"),
    "an unknown expectation": framed(b"Content-Length: 2\r\nExpect: 999-x\r\n", b"{}"),
    "gzip that is none": post(b"\x1f\x8b\x08broken", headers=b"Content-Encoding: gzip\r\n"),
    "both framings": framed(
        b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", b"5\r\n[1,2]\r\n0\r\nTrailer: x\r\n\r\n"
    ),
    "more than its length": framed(b"Content-Length: 1\r\n", b"{}"),
} | {
    f"Range: {text[:24]!r}": get(CLIP, b"Range: " + text + b"\r\n")
    for text in (
        *(b"bytes=" + DIGITS + b"-", b"bytes=-" + DIGITS, b"bytes=0-" + DIGITS, b"bytes=" + DIGITS + b"-" + DIGITS),
        *(
            b"bytes=\xd9\xa3-",
            b"bytes=\xb2-\xb9",
            b"bytes=-0",
            b"bytes=-",
            b"bytes=5-1",
            b"bytes=0-0,2-3",
            b"bites=0-1",
        ),
    )
}

BODIES = {
    "JSON: nothing": post(b""),
    "JSON: NUL": post(b"\0"),
    "JSON: cut": post(b'{"prompt": "a'),
    "JSON: 100,000 arrays": post(b"[" * 100_000),
    "JSON: 5,000 objects": post(b'{"prompt":' * 5000 + b"1" + b"}" * 5000),
    "JSON: 600 arrays in a field": post(b'{"prompt":"a","x":' + b"[" * 600 + b"]" * 600 + b"}"),
    "JSON: 101 objects in a field": post(b'{"prompt":"a","x":' + b'{"a":' * 101 + b"1" + b"}" * 102),
    "JSON: a length of 5,000 digits": post(b'{"prompt":"a","seconds":' + DIGITS + b"}"),
    "JSON: a length of 5,000 digits as text": post(b'{"prompt":"a","seconds":"' + DIGITS + b'"}'),
    "JSON: infinite": post(b'{"prompt":"a","seconds":1e999,"x":-1e999}'),
    "JSON: NaN": post(b'{"prompt":"a","x":NaN}'),
    "JSON: no UTF-8": post(b'{"prompt":"\xff\xfe"}'),
    "JSON: UTF-16": post('{"prompt":"a"}'.encode("utf-16")),
    "JSON: half a character": post(b'{"prompt":"\\ud800","model":"\\udfff","\\ud800":1}'),
    "JSON: a key twice": post(b'{"prompt":"a","prompt":5}'),
    "JSON: null": post(b"null"),
    "JSON: text": post(b'"x"'),
    "JSON: a size of 5,000 digits": post(b'{"prompt":"a","size":"' + DIGITS + b"x" + DIGITS + b'"}'),
    "JSON: a size in other digits": post('{"prompt":"a","size":"\u0661x\u00b2"}'.encode()),
    "JSON: an object as size": post(b'{"prompt":"a","size":{"a":[1]},"model":[1],"seconds":[[]]}'),
    "JSON: cut JSON in JSON": post(b'{"prompt":"a","video":"{"}', path=VIDEOS + b"/edits"),
    "media type: none": post(b"{}", b""),
    "media type: garbage": post(b"{}", b'\xff/;;="\\'),
    "media type: unknown charset": post(b'{"prompt":"a"}', b"application/json; charset=nonsense"),
    "media type: twice": post(b"{}", headers=b"Content-Type: multipart/form-data\r\n"),
    "form: no boundary": post(b"{}", b"multipart/form-data"),
    "form: empty boundary": post(b"--\r\n", b"multipart/form-data; boundary="),
    "form: unknown charset": form(b"", FORM + b"; charset=nonsense"),
    "form: charset of bytes": form(b"", FORM + b"; charset=rot13"),
    "form: UTF-16": form(named(b"model", b"\xff"), FORM + b"; charset=utf-16"),
    "form: nothing": post(b"", FORM),
    "form: garbage": post(b"garbage", FORM),
    "form: cut": post(named(b"prompt")[:-5], FORM),
    "form: unclosed": post(named(b"prompt"), FORM),
    "form: no name": form(part(b"Content-Disposition: form-data")),
    "form: no disposition": form(part(b"X: y")),
    "form: value that is no UTF-8": form(named(b"model", b"\xff\xfe")),
    "form: name that is no UTF-8": form(named(b"\xff")),
    "form: file name that is no UTF-8": form(named(b'input_reference"; filename="\xff\xfe')),
    "form: NUL in a name": form(named(b"a\0b")),
    "form: a name twice": form(named(b"prompt")),
    "form: 2,000 brackets": form(named(b"a" + b"[a]" * 2000)),
    "form: brackets in each other's way": form(named(b"[[[]]") + named(b"prompt[a]") + named(b"[]")),
    "form: 1,500 parts": form(named(b"prompt") * 1500),
    "form: 1,500 files": form(named(b'f"; filename="a') * 1500),
    "form: a huge header of a part": form(part(b"X: " + b"a" * 50_000)),
    "form: deep JSON": form(named(b"video", b'{"id":' * 5000), path=VIDEOS + b"/edits"),
    "form: 5,000 digits": form(named(b"video", b'{"id":' + DIGITS + b"}"), path=VIDEOS + b"/edits"),
    "form: 5,000 digits in each field": form(b"".join(named(b) for b in (b"seconds", b"n", b"seed", b"width"))),
    "URL-encoded: no UTF-8": post(b"prompt=%FF&prompt=%00", URL_ENCODED),
    "URL-encoded: brackets": post(b"prompt=a&a[b]=1&a=2&a[]=3&a[0][x]=1&[]=1&=3", URL_ENCODED),
    "URL-encoded: garbage": post(b"\xff%zz&&==%", URL_ENCODED),
    "URL-encoded: 2,000 fields": post(b"a=1&" * 2000 + b"prompt=a", URL_ENCODED),
}

RESPONDED = NO_HTTP | TARGETS | HEADERS | BODIES
"""Each gets a response."""

UNFINISHED = {
    "nothing": b"",
    "half a line": b"GET /v1/vid",
    "half a head": b"GET /v1/videos HTTP/1.1\r\nHost: h\r\n",
    "half a body": framed(b"Content-Length: 100\r\n", b"{"),
    "half a chunk": chunked(b"5\r\n{}"),
    "half a form": request(
        b"POST " + VIDEOS, b"Content-Type: " + FORM + b"\r\nContent-Length: 999\r\n", named(b"prompt")
    ),
    "a clip that nobody reads": get(CLIP),
}
"""The client hangs up before the response."""
