"""The lines of a batch: read from JSON Lines and CSV, and all checked before anything is sent."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import pytest

from videojobs import ConfigurationError, VideoClient
from videojobs.batch import InvalidBatch, Problem, Prompt, check_batch, read_prompts

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def problems(path: Path, content: str | bytes, *, provider: str = "openai", **options: bool) -> list[str]:
    """Write a file, check it, and return its problems."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with (
        VideoClient(provider, api_key="key", base_url="http://127.0.0.1:9") as client,
        pytest.raises(InvalidBatch) as caught,
    ):
        check_batch(client, path, path.parent / "clips", **options)
    assert not (path.parent / "clips").exists(), "a check writes nothing"
    return [str(problem) for problem in caught.value.problems]


def prompts(path: Path, content: str | bytes) -> list[tuple[int, Prompt | Problem]]:
    """Write a file and read it."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_prompts(path))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_both_formats_read_the_same(tmp_path: Path, mark: bytes) -> None:
    """With and without a byte order mark; empty lines and cells are left out; a cell may hold line ends."""
    (tmp_path / "a.png").write_bytes(PNG)
    rows = [
        {"prompt": "a cat", "model": "sora-2", "seconds": "8", "extra": {"seed": 1}, "output": "cat"},
        {"prompt": "a\ndog, Ü", "size": "16:9", "input_reference": "a.png"},
    ]
    lines = "\r\n\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    cells = (
        "prompt,model,seconds,size,extra,output,input_reference\r\n"
        'a cat,sora-2,8,,"{""seed"": 1}",cat,\r\n\r\n'
        '"a\ndog, Ü",,,16:9,,,a.png\r\n'
    )
    from_json = prompts(tmp_path / "a.jsonl", mark + lines.encode())
    from_csv = prompts(tmp_path / "a.CSV", mark + cells.encode())
    assert [prompt for _, prompt in from_json] == [prompt for _, prompt in from_csv]
    assert [number for number, _ in from_json] == [1, 3] and [number for number, _ in from_csv] == [2, 4]
    first, second = (prompt for _, prompt in from_json)
    assert isinstance(first, Prompt) and (first.seconds, first.extra) == ("8", {"seed": 1})
    assert isinstance(second, Prompt) and second.input_reference == str(tmp_path / "a.png")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "it is not JSON"),
        ("[1]", "it must be a JSON object, not list"),
        ('{"prompt": "a", "prompt": "b"}', "the key 'prompt' is there twice"),
        ('{"prompt": "a", "secconds": 4}', "unknown key 'secconds'; there are prompt, model, seconds"),
        ("{}", "prompt: it is missing"),
        ('{"prompt": " "}', "prompt: it is empty"),
        ('{"prompt": 1}', "prompt: must be text, not int"),
        ('{"prompt": "a", "seconds": true}', "seconds: must be a number or text, not bool"),
        ('{"prompt": "a", "seconds": 5}', "is not allowed; the provider takes 4, 8"),
        ('{"prompt": "a", "size": "10x10"}', "size: "),
        ('{"prompt": "a", "size": [1]}', "size: "),
        ('{"prompt": "a", "extra": []}', "extra: must be an object, not list"),
        ('{"prompt": "a", "extra": {"seconds": 4}, "seconds": 4}', "extra: 'seconds' is given twice"),
        ('{"prompt": "a", "input_reference": "no.png"}', "No such file"),
        ('{"prompt": "a", "input_reference": "text.png"}', "is no image"),
        ('{"prompt": "a", "output": "../a"}', "is not the plain name of a file"),
        ('{"prompt": "a", "output": "a/b"}', "is not the plain name of a file"),
        ('{"prompt": "a", "output": ".a"}', "is not the plain name of a file"),
        ('{"prompt": "a", "output": ""}', "is not the plain name of a file"),
        ('{"prompt": "a", "output": "NUL.mp4"}', "is a reserved name"),
        ('{"prompt": "a", "output": "Manifest.jsonl"}', "is a reserved name"),
        ('{"prompt": "a", "output": "batch.sqlite-wal"}', "is a reserved name"),
        ('{"prompt": "a", "output": "a.mp4.part"}', "is a reserved name"),
        (json.dumps({"prompt": "a", "output": "a" * 201}), "longer than 200 bytes"),
        ('{"prompt": "first"}', "it orders the same clip as prompt 1"),
        ('{"prompt": "a", "output": "ONE"}', "'ONE.mp4' is the file of prompt 1, too"),
        ('{"prompt": "\\ud800"}', "is not valid text"),
    ],
)
def test_each_problem_has_its_line(tmp_path: Path, line: str, message: str) -> None:
    """The line of the file is named, and the check of the provider is that of create."""
    (tmp_path / "text.png").write_text("hello")
    [problem] = problems(tmp_path / "a.jsonl", '{"prompt": "first", "output": "one.mp4"}\n\n' + line)
    assert problem.startswith("line 3: ") and message in problem


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("promt\na\n", "line 1: unknown column 'promt'"),
        ("prompt,prompt\na,b\n", "line 1: the column 'prompt' is there twice"),
        ("model\na\n", "line 1: the header has no column prompt"),
        ("", "line 1: the header has no column prompt"),
        ("prompt\n", "line 1: there is no prompt"),
        ("prompt,model\na\n", "line 2: it has 1 cells, the header has 2"),
        ('prompt\n"a"b\n', "line 2: the rest cannot be read as CSV"),
        ("prompt,extra\na,{\n", "line 2: it is not JSON"),
        (b"prompt\n\xff\n", "line 2: the rest cannot be read as CSV: it is not UTF-8"),
    ],
)
def test_each_problem_of_a_table(tmp_path: Path, content: str | bytes, message: str) -> None:
    """Header, cells and encoding."""
    [problem] = problems(tmp_path / "a.csv", content)
    assert problem.startswith(message)


def test_all_problems_are_counted_and_twenty_listed(tmp_path: Path) -> None:
    """The error can be pickled and copied."""
    path = tmp_path / "a.jsonl"
    path.write_text("{\n" * 30)
    with VideoClient("openai", api_key="key") as client, pytest.raises(InvalidBatch) as caught:
        check_batch(client, path, tmp_path / "clips")
    for error in (caught.value, copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):
        assert (error.count, len(error.problems), error.provider) == (30, 20, "openai")
        assert str(error).startswith("30 errors, nothing was sent: line 1: ") and "and 10 more" in str(error)


def test_other_encodings_and_missing_files(tmp_path: Path) -> None:
    """UTF-16 is refused at its first line; a file that is not there is a setting that cannot be used."""
    [problem] = problems(tmp_path / "a.jsonl", '{"prompt": "a"}'.encode("utf-16"))
    assert problem.startswith("line 1: it is not UTF-8")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        list(read_prompts(tmp_path / "none.jsonl"))


def test_duplicates_may_be_allowed_and_a_check_counts(tmp_path: Path) -> None:
    """An image by its URL or its id is not looked for."""
    path = tmp_path / "a.jsonl"
    lines = ['{"prompt": "a"}', '{"prompt": "a"}', '{"prompt": "b", "input_reference": "https://a.example/a.png"}']
    path.write_text("\n".join(lines))
    with VideoClient("openai", api_key="key") as client:
        assert check_batch(client, path, tmp_path / "clips", allow_duplicates=True) == 3
    assert not (tmp_path / "clips").exists()
