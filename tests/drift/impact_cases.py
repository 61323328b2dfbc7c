"""Small pairs of documents, one for each way in which a name of the generated client can change.

Put together they are one pair, which is generated and checked once.
"""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from scripts.drift.change import Change
from scripts.oas.document import Document
from tests.drift.impact_support import NUMBER, TEXT, answer, body, change, document, model, operation, ref, words

Row = tuple[str, str, str, str | None, str | None]
"""What breaks, kind, name, old, new."""


@frozen(kw_only=True)
class Case:
    """One edit.

    Attributes:
        name: What is edited.
        paths: Paths before and after.
        schemas: Component schemas before and after.
        cause: The change that the comparison would find; None for an edit that it would not.
        rows: The symbols that come of it.
        message_part: Words of the checker that must be among the messages.
    """

    name: str
    paths: tuple[dict[str, Any], dict[str, Any]]
    schemas: tuple[dict[str, Any], dict[str, Any]] = field(factory=lambda: ({}, {}))
    cause: Change | None = None
    rows: frozenset[Row] = frozenset()
    message_part: str = ""


def same(paths: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is the same on both sides."""
    return paths, paths


def read(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the paths of a case whose component ``name`` is answered, on both sides."""
    return same({f"/{name.lower()}": {"get": operation(f"get{name}", ref(name))}})


def sent(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the paths of a case whose component ``name`` is sent, on both sides."""
    return same({f"/{name.lower()}": {"post": operation(f"send{name}", requestBody=body(ref(name)))}})


def taking(path: str, name: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    """Return a path whose GET takes parameters."""
    return {path: {"get": operation(name, TEXT, parameters=list(parameters))}}


def query(name: str, schema: dict[str, Any] = TEXT, *, required: bool = False) -> dict[str, Any]:
    """Return a query parameter."""
    return {"name": name, "in": "query", "required": required, "schema": schema}


def segment(name: str) -> dict[str, Any]:
    """Return a path parameter."""
    return {"name": name, "in": "path", "required": True, "schema": TEXT}


def at(name: str, *rest: str) -> str:
    """Return the pointer of a component schema, or of a part of it."""
    return "/".join(["/components/schemas", name, *rest])


API, MODELS = "client.api.things", "client.models"

NAMES = [
    Case(
        name="operationId changed: the function has another name",
        paths=({"/shelf": {"get": operation("getShelf", TEXT)}}, {"/shelf": {"get": operation("readShelf", TEXT)}}),
        cause=change("operation-id-changed", "/paths/~1shelf/get/operationId"),
        rows=frozenset({("import", "function removed", f"{API}.get_shelf", f"{API}.get_shelf", f"{API}.read_shelf")}),
        message_part="Public object was removed",
    ),
    Case(
        name="tag changed: the module is elsewhere",
        paths=(
            {"/lamp": {"get": operation("getLamp", TEXT, tag="Light")}},
            {"/lamp": {"get": operation("getLamp", TEXT, tag="Glow")}},
        ),
        cause=change("tag-changed", "/paths/~1lamp/get/tags"),
        rows=frozenset(
            {
                (
                    "import",
                    "module moved",
                    "client.api.light.get_lamp",
                    "client.api.light.get_lamp",
                    "client.api.glow.get_lamp",
                )
            }
        ),
    ),
    Case(
        name="operation removed",
        paths=({"/attic": {"get": operation("getAttic", TEXT)}}, {}),
        cause=change("operation-removed", "/paths", called="GET /attic"),
        rows=frozenset({("import", "function removed", f"{API}.get_attic", f"{API}.get_attic", None)}),
    ),
    Case(
        name="component renamed: ImportError, and nothing else",
        paths=(
            {"/pen": {"get": operation("getPen", ref("Pen"))}},
            {"/pen": {"get": operation("getPen", ref("Pencil"))}},
        ),
        schemas=(
            {"Pen": model("ink", ink=ref("Ink")), "Ink": words("blue", "black")},
            {"Pencil": model("ink", ink=ref("Lead")), "Lead": words("blue", "black")},
        ),
        cause=change("schema-renamed", at("Pen"), revision=at("Pencil")),
        rows=frozenset(
            {
                ("import", "class removed", f"{MODELS}.Pen", "Pen", "Pencil"),
                ("import", "class removed", f"{MODELS}.Ink", "Ink", "Lead"),
            }
        ),
    ),
    Case(
        name="component written out: the class is called by its place",
        paths=read("Desk"),
        schemas=(
            {"Desk": model(tray=ref("Tray")), "Tray": model(depth=NUMBER)},
            {"Desk": model(tray=model(depth=NUMBER))},
        ),
        cause=change("schema-inlined", at("Tray"), revision=at("Desk", "properties", "tray")),
        rows=frozenset({("import", "class removed", f"{MODELS}.Tray", "Tray", "DeskTray")}),
    ),
    Case(
        name="component written out where its class has the same name",
        paths=read("Bench"),
        schemas=(
            {"Bench": model(seat=ref("BenchSeat")), "BenchSeat": model(depth=NUMBER)},
            {"Bench": model(seat=model(depth=NUMBER))},
        ),
        cause=change("schema-inlined", at("BenchSeat"), revision=at("Bench", "properties", "seat")),
    ),
    Case(
        name="placeholder renamed: the argument has another name",
        paths=(
            taking("/garages/{door_key}", "getGarage", segment("door_key")),
            taking("/garages/{id}", "getGarage", segment("id")),
        ),
        cause=change("path-renamed", "/paths/~1garages~1{door_key}", revision="/paths/~1garages~1{id}"),
        rows=frozenset(
            {
                ("call", "parameter removed", f"{API}.get_garage.sync(door_key)", "str", None),
                ("call", "parameter required", f"{API}.get_garage.sync(id)", None, "str"),
            }
        ),
        message_part='Unexpected keyword argument "door_key" for "sync"',
    ),
]

READS = [
    Case(
        name="required -> optional in an answer",
        paths=read("Rug"),
        schemas=({"Rug": model("size", size=NUMBER)}, {"Rug": model(size=NUMBER)}),
        cause=change("property-optional", at("Rug", "properties", "size")),
        rows=frozenset({("read", "attribute type", f"{MODELS}.Rug.size", "int", "int | Unset")}),
        message_part='Incompatible return value type (got "int | Unset", expected "int")',
    ),
    Case(
        name="optional -> nullable in an answer",
        paths=read("Vase"),
        schemas=({"Vase": model(size=NUMBER)}, {"Vase": model(size={"type": ["integer", "null"]})}),
        cause=change("null-allowed", at("Vase", "properties", "size")),
        rows=frozenset({("read", "attribute type", f"{MODELS}.Vase.size", "int | Unset", "int | None | Unset")}),
        message_part='got "int | Unset | None"',
    ),
    Case(
        name="property gone from an answer, its key not a name of Python",
        paths=read("Sofa"),
        schemas=(
            {"Sofa": model("from-where", "id", **{"from-where": TEXT, "id": TEXT})},
            {"Sofa": model("id", id=TEXT)},
        ),
        cause=change("property-removed", at("Sofa", "properties", "from-where")),
        rows=frozenset({("read", "attribute removed", f"{MODELS}.Sofa.from_where", "str", None)}),
        message_part='"Sofa" has no attribute "from_where"',
    ),
    Case(
        name="enum of an answer -> any text",
        paths=read("Clock"),
        schemas=({"Clock": model("hand", hand=words("long", "short"))}, {"Clock": model("hand", hand=TEXT)}),
        cause=change("enum-opened", at("Clock", "properties", "hand")),
        rows=frozenset(
            {
                ("import", "class removed", f"{MODELS}.ClockHand", "ClockHand", None),
                ("read", "attribute type", f"{MODELS}.Clock.hand", "ClockHand", "str"),
            }
        ),
        message_part='Incompatible return value type (got "str", expected "ClockHand")',
    ),
    Case(
        name="enum grown: told, but nothing breaks",
        paths=read("Door"),
        schemas=(
            {"Door": model(state=ref("DoorState")), "DoorState": words("open", "shut")},
            {"Door": model(state=ref("DoorState")), "DoorState": words("open", "ajar", "shut")},
        ),
        cause=change("enum-grown", at("DoorState")),
        rows=frozenset(
            {("nothing", "exhaustive match", f"{MODELS}.DoorState", "'open' | 'shut'", "'open' | 'ajar' | 'shut'")}
        ),
        message_part='Argument 1 to "assert_never" has incompatible type "Literal[DoorState.AJAR]"; expected "Never"',
    ),
    Case(
        name="enum shrunk",
        paths=read("Stair"),
        schemas=({"Stair": model(way=words("up", "down", "on"))}, {"Stair": model(way=words("up", "on"))}),
        cause=change("enum-shrunk", at("Stair", "properties", "way")),
        rows=frozenset({("read", "enum member removed", f"{MODELS}.StairWay.DOWN", "'down'", None)}),
        message_part='"type[StairWay]" has no attribute "DOWN"',
    ),
    Case(
        name="enum of texts -> enum of numbers",
        paths=read("Plug"),
        schemas=(
            {"Plug": model(kind=ref("PlugKind")), "PlugKind": words("one", "two")},
            {"Plug": model(kind=ref("PlugKind")), "PlugKind": {"type": "integer", "enum": [1, 2]}},
        ),
        cause=change("type-changed", at("PlugKind")),
        rows=frozenset({("read", "class kind", f"{MODELS}.PlugKind", "enum of str", "enum of int")}),
        message_part='Incompatible return value type (got "PlugKind", expected "str")',
    ),
    Case(
        name="another answer",
        paths=(
            {"/mat": {"get": operation("getMat", ref("Mat"))}},
            {"/mat": {"get": operation("getMat", {"type": "array", "items": ref("Mat")})}},
        ),
        schemas=same({"Mat": model("id", id=TEXT)}),
        cause=change(
            "type-changed", "/paths/~1mat/get/responses/200/content/application~1json/schema", called="GET /mat"
        ),
        rows=frozenset({("read", "return type", f"{API}.get_mat.sync", "Mat", "list[Mat]")}),
        message_part='expected "Mat"',
    ),
    Case(
        name="no answer any more",
        paths=(
            {"/bin": {"delete": operation("emptyBin", ref("Bin"))}},
            {"/bin": {"delete": operation("emptyBin", None)}},
        ),
        schemas=same({"Bin": model("id", id=TEXT)}),
        cause=change("response-removed", "/paths/~1bin/delete/responses/200", called="DELETE /bin"),
        rows=frozenset({("read", "return type", f"{API}.empty_bin.sync", "Bin", "None")}),
        message_part='"sync" does not return a value',
    ),
    Case(
        name="bytes -> JSON: there is nothing to stream",
        paths=(
            {"/film": {"get": {**operation("getFilm"), "responses": answer({}, "video/mp4")}}},
            {"/film": {"get": operation("getFilm", TEXT)}},
        ),
        cause=change("media-type-changed", "/paths/~1film/get/responses/200/content", called="GET /film"),
        rows=frozenset(
            {
                ("import", "function removed", f"{API}.get_film.stream", "stream", None),
                ("import", "function removed", f"{API}.get_film.astream", "astream", None),
                ("read", "return type", f"{API}.get_film.sync", "bytes", "str"),
            }
        ),
        message_part='expected "bytes"',
    ),
    Case(
        name="answers that only got more: nothing",
        paths=read("Bed"),
        schemas=({"Bed": model("id", id=TEXT)}, {"Bed": model("id", "size", id=TEXT, size=NUMBER, soft=TEXT)}),
        cause=change("property-added-required", at("Bed", "properties", "size")),
    ),
]

CALLS = [
    Case(
        name="parameter newly required",
        paths=(
            taking("/wall", "getWall", query("colour")),
            taking("/wall", "getWall", query("colour", required=True)),
        ),
        cause=change("parameter-required", "/paths/~1wall/get/parameters/0"),
        rows=frozenset(
            {("call", "parameter required", f"{API}.get_wall.sync(colour)", "str | Unset", "str")},
        ),
        message_part='Missing named argument "colour" for "sync"',
    ),
    Case(
        name="required parameter added, another one gone",
        paths=(taking("/roof", "getRoof", query("old")), taking("/roof", "getRoof", query("new", required=True))),
        cause=change("parameter-removed", "/paths/~1roof/get/parameters/0"),
        rows=frozenset(
            {
                ("call", "parameter removed", f"{API}.get_roof.sync(old)", "str | Unset", None),
                ("call", "parameter required", f"{API}.get_roof.sync(new)", None, "str"),
            }
        ),
        message_part='Unexpected keyword argument "old" for "sync"',
    ),
    Case(
        name="parameter of another type",
        paths=(
            taking("/hall", "getHall", query("width", NUMBER)),
            taking("/hall", "getHall", query("width", TEXT)),
        ),
        cause=change("type-changed", "/paths/~1hall/get/parameters/0/schema"),
        rows=frozenset({("call", "parameter type", f"{API}.get_hall.sync(width)", "int | Unset", "str | Unset")}),
        message_part='Argument "width" to "sync" has incompatible type',
    ),
    Case(
        name="words of a parameter, beside another one",
        paths=(
            taking("/yard", "getYard", query("gate", words("east", "west", "south")), query("fence")),
            taking("/yard", "getYard", query("gate", words("east", "west")), query("fence")),
        ),
        cause=change("enum-shrunk", "/paths/~1yard/get/parameters/0/schema"),
        rows=frozenset({("call", "enum member removed", f"{MODELS}.GetYardGate.SOUTH", "'south'", None)}),
        message_part='"type[GetYardGate]" has no attribute "SOUTH"',
    ),
    Case(
        name="places in the path change sides",
        paths=(
            taking("/rows/{a}/{b}", "getCell", segment("a"), segment("b")),
            taking("/rows/{b}/{a}", "getCell", segment("a"), segment("b")),
        ),
        cause=change("path-renamed", "/paths/~1rows~1{a}~1{b}", revision="/paths/~1rows~1{b}~1{a}"),
        rows=frozenset(
            {
                ("call", "parameter moved", f"{API}.get_cell.sync(a)", "str", "str"),
                ("call", "parameter moved", f"{API}.get_cell.sync(b)", "str", "str"),
            }
        ),
    ),
    Case(
        name="a place in the path moves into the query",
        paths=(
            taking("/keys/{key}", "getKey", segment("key")),
            taking("/keys", "getKey", query("key", required=True)),
        ),
        cause=change("operation-removed", "/paths/~1keys~1{key}/get", called="GET /keys/{key}"),
        rows=frozenset({("call", "parameter moved", f"{API}.get_key.sync(key)", "str", "str")}),
        message_part="Parameter kind was changed",
    ),
    Case(
        name="a credential is asked for",
        paths=(
            {"/gate": {"get": operation("getGate", TEXT, security=[])}},
            {"/gate": {"get": operation("getGate", TEXT, security=[{"key": []}])}},
        ),
        cause=change("security-added", "/paths/~1gate/get/security"),
        rows=frozenset(
            {
                (
                    "call",
                    "parameter type",
                    f"{API}.get_gate.sync(client)",
                    "AuthenticatedClient | Client",
                    "AuthenticatedClient",
                )
            }
        ),
        message_part='expected "AuthenticatedClient"',
    ),
    Case(
        name="property of a body: gone, newly required, of another type",
        paths=sent("Order"),
        schemas=(
            {"Order": model("id", id=TEXT, note=TEXT, count=NUMBER, day=TEXT)},
            {"Order": model("id", "day", id=TEXT, count={"type": "boolean"}, day=TEXT)},
        ),
        cause=change("property-removed", at("Order")),
        rows=frozenset(
            {
                ("call", "attribute removed", f"{MODELS}.Order.note", "str | Unset", None),
                ("call", "parameter required", f"{MODELS}.Order.day", "str | Unset", "str"),
                ("call", "parameter type", f"{MODELS}.Order.count", "int | Unset", "bool | Unset"),
            }
        ),
        message_part='Unexpected keyword argument "note" for "Order"',
    ),
    Case(
        name="bodies that take more: nothing",
        paths=sent("Parcel"),
        schemas=(
            {"Parcel": model("id", "size", id=TEXT, size=NUMBER)},
            {"Parcel": model("id", id=TEXT, size={"type": ["integer", "string"]}, more=TEXT)},
        ),
        cause=change("type-widened", at("Parcel", "properties", "size")),
    ),
    Case(
        name="body split in two",
        paths=(
            {"/jobs": {"post": operation("addJob", requestBody=body(ref("Job")))}},
            {
                "/jobs": {
                    "post": operation(
                        "addJob",
                        requestBody={
                            "required": True,
                            "content": {
                                "application/json": {"schema": ref("PlainJob")},
                                "multipart/form-data": {"schema": ref("FormJob")},
                            },
                        },
                    )
                }
            },
        ),
        schemas=(
            {"Job": model("what", what=TEXT, when=TEXT)},
            {"PlainJob": model("what", what=TEXT), "FormJob": model("what", what=TEXT, size=NUMBER)},
        ),
        cause=change("schema-split", at("Job")),
        rows=frozenset(
            {
                ("import", "class removed", f"{MODELS}.Job", "Job", "FormJob | PlainJob"),
                ("call", "attribute removed", f"{MODELS}.Job.when", "str | Unset", None),
                ("call", "parameter type", f"{API}.add_job.sync(body)", "Job", "PlainJob | FormJob"),
            }
        ),
    ),
]

CASES = [*NAMES, *READS, *CALLS]


def pair() -> tuple[Document, Document]:
    """Return all cases as one pair of documents."""
    sides = []
    for side in (0, 1):
        paths = {path: item for case in CASES for path, item in case.paths[side].items()}
        schemas = {name: schema for case in CASES for name, schema in case.schemas[side].items()}
        sides.append(document(paths, schemas))
    return sides[0], sides[1]
