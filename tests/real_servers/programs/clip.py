"""A small MP4 file, and the courses that a prompt asks for; without dependencies, for every environment."""

import struct

SLOW = "slow"
FAIL = "fail"


def _box(kind, content):
    return struct.pack(">I4s", 8 + len(content), kind) + content


def clip(length=16384):
    """Return an MP4 file of about that many bytes, and at least as many as its structure needs."""
    head = _box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + _box(b"moov", b"\0" * 100)
    return head + _box(b"mdat", bytes(index % 256 for index in range(max(8, length - len(head) - 8))))


def asked_for(prompt, course):
    """Return whether a prompt asks for that course: its first word does."""
    return (prompt or "").split(" ")[0] == course
