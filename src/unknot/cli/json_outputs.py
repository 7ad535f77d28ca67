"""The outputs of ``--json``, and their JSON Schemas (``unknot schema json-tracks``).

docs/reference/json-output.md comes from this table and that of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unknot.cli.json_output import schema_id
from unknot.cli.json_rows import ROWS, Fields

#: By name: the commands that print it, and its fields besides ``schema``.
OUTPUTS: Mapping[str, tuple[str, Fields]] = {
    "tracks": ("build, programme build", {"tracks": ("[track]", "in the order they were made")}),
    "plans": ("build --dry-run, programme build --dry-run",
              {"plans": ("[plan]", "what would be made")}),
    "catalogue": ("build --matrix", {
        "complete": ("boolean", "whether nothing is still to come; false after a run was ended"),
        "tracks": ("[way]", "what was made"),
        "refused": ("[refusal]", "what cannot be"),
    }),
    "forecast": ("build --matrix --dry-run", {
        "tracks": ("integer", "that would be made"),
        "length_ms": ("integer", "of all of them together"),
        "track_bytes": ("integer", "about what they take, without tags and pictures"),
        "clips": ("integer", "that have to be made for them, each once"),
        "clip_bytes": ("integer", "about what those take in the store"),
        "speaking": ("[speaking]", "who has to say how much"),
        "refused": ("[refusal]", "what cannot be"),
    }),
    "playlist": ("playlist", {
        "playlist": ("string", "its id"),
        "folder": ("string", "where its tracks are"),
        "m3u8": ("string", "the M3U8 file"),
        "xspf": ("string", "the XSPF file"),
        "tracks": ("[track]", "in order"),
        "joined": ("track?", "all in one, with --join"),
        "removed": ("[string]", "files of an earlier version that are gone"),
    }),
    "playlist-plan": ("playlist --dry-run", {
        "playlist": ("string", "its id"),
        "length_ms": ("integer", "of all tracks together"),
        "tracks": ("[file]", "in order"),
    }),
    "calendar": ("programme show", {"days": ("[day]", "from the first to the last")}),
    "today": ("today", {
        "day": ("day?", "null before the programme begins"),
        "track": ("string?", "the session's track, where it was made"),
    }),
    "sources": ("show --sources", {"sources": ("[source]", "what the session rests on")}),
    "problems": ("check", {"problems": ("[problem]", "every one; none is a good sign")}),
    "rules": ("check --rules", {"rules": ("[rule]", "every safety rule")}),
    "verdicts": ("verify", {"verdicts": ("[verdict]", "one for each file")}),
    "list": ("list", {
        "kind": ("string", "what was asked for, such as muscles"),
        "records": ("[record]", "by id"),
    }),
    "voices": ("voices", {"voices": ("[voice]", "by engine")}),
    "script": ("record script", {"lines": ("[line]", "in an order that reads well")}),
    "takes": ("record import", {
        "voice": ("string", "the voice's name"),
        "rows": ("[take]", "one for each line"),
        "strays": ("[string]", "files that belong to no line, and why"),
        "takes": ("integer", "lines of which the voice has a take now"),
        "lines": ("integer", "lines of the script"),
        "missing": ("integer", "of those, lines without a take"),
        "kept": ("integer", "takes that went into the voice"),
        "refused": ("integer", "lines none of whose takes did"),
    }),
    "diary": ("diary", {
        "days": ("[diary-day]", "in order"),
        "advice": ("[advice]", "what they say to do"),
    }),
    "site": ("publish", {
        "out": ("string", "the folder"),
        "feed": ("string", "the feed's address"),
        "page": ("string", "the site's address"),
        "bytes": ("integer", "all of it"),
        "changed": ("integer", "files that are new or changed"),
        "sessions": ("[episode]", "what is published"),
        "people": ("[person]", "with --for: whose folder is where"),
        "waiting": ("[string]", "sessions that are not yet due"),
        "retired": ("[string]", "sessions that are gone; their GUIDs are never used again"),
        "warnings": ("[string]", "doubts about the address"),
    }),
    "lint": ("lint", {"findings": ("[fault]", "what is not as players ask for it")}),
    "doctor": ("doctor", {"parts": ("[part]", "what was tried")}),
    "cache": ("cache info", {
        "folder": ("string", "where it is"),
        "clips": ("integer", "how many are kept"),
        "bytes": ("integer", "what they take"),
    }),
}  # fmt: skip


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of the output ``name``; more fields may come, so they are allowed."""
    command, fields = OUTPUTS[name]
    needed = _rows_of(fields)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema_id(name),
        "title": f"What unknot {command} --json prints",
        **_object({"schema": ("string", "this schema's id"), **fields}),
        "$defs": {row: _object(ROWS[row]) for row in ROWS if row in needed},
    }


def _object(fields: Fields) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            name: {**_type(kind), "description": meaning}
            for name, (kind, meaning) in fields.items()
        },
        "required": list(fields),
    }


def _type(kind: str) -> dict[str, Any]:
    if kind.endswith("?"):
        return {"anyOf": [_type(kind[:-1]), {"type": "null"}]}
    if kind.startswith("["):
        return {"type": "array", "items": _type(kind[1:-1])}
    return {"$ref": f"#/$defs/{kind}"} if kind in ROWS else {"type": kind}


def _rows_of(fields: Fields) -> set[str]:
    found = {kind.strip("[]?") for kind, _ in fields.values()} & set(ROWS)
    return found.union(*(_rows_of(ROWS[name]) for name in found))
