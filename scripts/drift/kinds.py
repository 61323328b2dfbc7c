"""Every kind of change that there is, with one line on each. The names are stable: fingerprints hold them."""

from __future__ import annotations

_OPERATIONS = {
    "operation-added": "operations are new (all of them in one entry)",
    "operation-removed": "operations are gone (all of them in one entry)",
    "operation-moved": "operations are called at another path, or by another method (all of them in one entry)",
    "operation-deprecated": "operations are marked as deprecated",
    "operation-undeprecated": "operations are no longer marked as deprecated",
    "operation-id-changed": "an operation has another id: its function is renamed",
    "tag-changed": "operations have another first tag: their module moves",
    "path-renamed": "the placeholders of a path have other names: arguments are renamed",
    "sunset-changed": "the day after which something may be switched off was set, moved or taken back",
    "callback-moved": "the address that a callback goes to is taken from elsewhere",
}

_PARAMETERS = {
    "parameter-added": "a parameter is new",
    "parameter-removed": "a parameter is gone",
    "parameter-required": "a parameter must be given",
    "parameter-optional": "a parameter need not be given any more",
    "parameter-moved": "a parameter stands elsewhere: in the query, a header, a cookie",
    "parameter-serialised-otherwise": "a parameter is written in another way (style, explode, media type)",
    "empty-value-allowed": "a query parameter may be sent without a value",
    "empty-value-refused": "a query parameter may not be sent without a value any more",
}

_BODIES = {
    "body-added": "an operation has a body",
    "body-removed": "an operation has no body any more",
    "body-required": "a body must be sent",
    "body-optional": "a body need not be sent any more",
    "media-type-added": "a body comes in one more media type",
    "media-type-removed": "a body no longer comes in a media type",
    "media-type-changed": "a body comes in another media type",
    "encoding-changed": "a part of a form is written in another way",
    "response-added": "a status code is new",
    "response-removed": "a status code is gone",
    "status-changed": "success is told by another status code",
    "header-added": "a header is new",
    "header-removed": "a header is gone",
    "header-required": "a header always comes",
    "header-optional": "a header need not come any more",
    "header-serialised-otherwise": "a header is written in another way",
    "schema-stated": "what had no schema has one",
    "schema-dropped": "what had a schema has none",
}

_ACCESS = {
    "security-added": "credentials are needed where none were",
    "security-removed": "no credentials are needed any more",
    "security-changed": "other credentials, or other scopes, are asked for",
    "security-scheme-changed": "a way to authenticate goes over the wire in another form",
    "server-added": "there is one more server",
    "server-removed": "a server is gone",
    "server-changed": "the servers are others",
}

_VALUES = {
    "type-changed": "a value has another type",
    "type-widened": "a value may have more types",
    "type-narrowed": "a value may have fewer types",
    "null-allowed": "a value may be null",
    "null-refused": "a value may not be null any more",
    "enum-grown": "a list of values got more of them",
    "enum-shrunk": "a list of values lost some",
    "enum-changed": "a list of values lost some and got others",
    "enum-names-changed": "values of an enum have other names in code",
    "enum-opened": "a list of values became open: others may come",
    "enum-closed": "an open value became a list of values",
    "limit-tightened": "a limit is tighter",
    "limit-relaxed": "a limit is wider",
    "limit-changed": "a limit is another one",
    "pattern-changed": "a text has to fit another pattern",
    "format-changed": "a value has another format",
    "content-changed": "a text holds something of another media type or encoding",
    "default-changed": "what is left out means something else",
    "items-changed": "a list holds other items",
    "extra-keys-allowed": "an object may have keys that are not named",
    "extra-keys-refused": "an object may not have keys that are not named any more",
    "condition-changed": "a condition on a value changed",
    "known-values-changed": "an open list of values names others",
    "values-in-text-changed": "a text names values that it did not name before",
}

_OBJECTS = {
    "keys-named": "an object of any keys got named ones: a plain dict becomes a class",
    "keys-unnamed": "an object lost all its named keys: a class becomes a plain dict",
    "property-added-required": "a required property is new",
    "property-added-optional": "an optional property is new",
    "property-removed": "a property is gone",
    "property-required": "a property became required",
    "property-optional": "a property became optional",
    "object-unwrapped": "an object is no longer wrapped in another one",
    "object-wrapped": "an object is wrapped in another one",
    "branch-added": "a union has one more branch",
    "branch-removed": "a union lost a branch",
    "discriminator-changed": "the branch of a union is told in another way",
    "read-only-changed": "a property is, or is no longer, left out of requests",
    "write-only-changed": "a property is, or is no longer, left out of answers",
}

_NAMES = {
    "schema-renamed": "a component has another name",
    "schema-split": "a component became several",
    "schema-merged": "several components became one",
    "schema-inlined": "a component is written out where it is used",
    "schema-lifted": "what was written out became a component",
    "schema-exchanged": "a component stands where another one stood",
}

_OTHERS = {
    "schema-added": "a component is new",
    "schema-removed": "a component is gone",
    "deprecated-changed": "a value is marked as deprecated, or no longer",
    "docs-changed": "only text for people changed",
}

KINDS: dict[str, str] = {
    **_OPERATIONS,
    **_PARAMETERS,
    **_BODIES,
    **_ACCESS,
    **_VALUES,
    **_OBJECTS,
    **_NAMES,
    **_OTHERS,
}

NAME_KINDS = frozenset(_NAMES)
"""Changes of names alone: nothing on the wire changes by them."""
