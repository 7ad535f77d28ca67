"""The outside of an ONNX file, read without onnx or onnxruntime: what goes in and comes out, and
whether it draws random numbers.

An ONNX file is one protobuf message; its weights are stepped over, so 300 MB take no time. The
numbers of the fields are those of onnx.proto3 (ModelProto, GraphProto, ValueInfoProto).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from unknot.counted import counted
from unknot.errors import AudioError

_IR_VERSION, _GRAPH, _FUNCTION = 1, 7, 25
_NODE, _INPUT, _OUTPUT = 1, 11, 12
_NAME, _TYPE, _TENSOR, _ELEMENT = 1, 2, 1, 1
_VARINT, _EIGHT, _MESSAGE, _FOUR = 0, 1, 2, 5
#: Kinds of number that a tensor may hold (TensorProto.DataType), as far as speed needs them.
FLOATS = (1, 10, 11, 16)
#: In the names of all operators that draw random numbers, those of onnxruntime's own among them.
_DRAWING = re.compile(rb"Random|Bernoulli|Multinomial|Dropout|Sampling")


class Model(Struct, frozen=True, kw_only=True):
    """``inputs``: kind of number of each, by name (0 where it is no plain tensor)."""

    inputs: Mapping[str, int]
    outputs: tuple[str, ...]


class _Spoilt(Exception):
    pass


def read_model(path: Path) -> Model:
    """Raises AudioError when ``path`` cannot be read, is no ONNX file, or was cut short."""
    try:
        with path.open("rb") as file:
            return _model(file, path.stat().st_size)
    except OSError as error:
        raise AudioError(path, f"cannot be read: {error.strerror or error}") from error
    except _Spoilt as fault:
        hint = "fetch the file again, whole; a voice's model is often some 60 or 300 MB"
        raise AudioError(path, f"is no ONNX model: {fault}", hint) from None


def draws_numbers(path: Path) -> bool:
    """Whether a node of the model at ``path``, or a graph within one, may draw random numbers.

    Raises AudioError as read_model does.
    """
    try:
        with path.open("rb") as file:
            return any(_DRAWING.search(each) for each in _nodes(file, path.stat().st_size))
    except OSError as error:
        raise AudioError(path, f"cannot be read: {error.strerror or error}") from error
    except _Spoilt as fault:
        raise AudioError(path, f"is no ONNX model: {fault}") from None


def _nodes(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Each node of the graph, and each function that a node may call, as it stands in the file."""
    for number, start, end in _fields(file, 0, size):
        inner = _fields(file, start, end) if number == _GRAPH else [(number, start, end)]
        for kind, first, last in inner:
            if (number, kind) in ((_GRAPH, _NODE), (_FUNCTION, _FUNCTION)):
                file.seek(first)
                yield file.read(last - first)


def _model(file: BinaryIO, size: int) -> Model:
    inputs: dict[str, int] = {}
    outputs: list[str] = []
    versions = 0
    for number, start, end in _fields(file, 0, size):
        versions += number == _IR_VERSION
        if number == _GRAPH and start < end:
            for inner, first, last in _fields(file, start, end):
                if inner == _INPUT:
                    name, kind = _value(file, first, last)
                    inputs[name] = kind
                elif inner == _OUTPUT:
                    outputs.append(_value(file, first, last)[0])
    if not versions:
        raise _Spoilt("it does not say what version it is")
    if not (inputs and outputs):
        raise _Spoilt("it has no inputs or no outputs")
    return Model(inputs=inputs, outputs=tuple(outputs))


def _value(file: BinaryIO, start: int, end: int) -> tuple[str, int]:
    """Name and kind of number of a ValueInfoProto."""
    name, kind = "", 0
    for number, first, last in _fields(file, start, end):
        if number == _NAME:
            file.seek(first)
            name = file.read(last - first).decode("utf-8", "replace")
        elif number == _TYPE:
            for tensor, begins, ends in _fields(file, first, last):
                if tensor == _TENSOR:
                    for element, value, _ in _fields(file, begins, ends):
                        if element == _ELEMENT:
                            file.seek(value)
                            kind = _varint(file, ends)
    return name, kind


def _fields(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(number, where its content starts, where it ends) of each field between two places."""
    at = start
    while at < end:
        file.seek(at)
        key = _varint(file, end)
        number, kind = key >> 3, key & 7
        first = file.tell()
        if kind == _VARINT:
            _varint(file, end)
            at = file.tell()
        elif kind == _MESSAGE:
            length = _varint(file, end)
            first = file.tell()
            at = first + length
        elif kind in (_EIGHT, _FOUR):
            at = first + (8 if kind == _EIGHT else 4)
        else:
            raise _Spoilt("it holds something else")
        if not number:
            raise _Spoilt("it holds something else")
        if at > end:
            raise _Spoilt(f"it is cut short by {counted(at - end, 'byte')} or more")
        yield number, first, at


def _varint(file: BinaryIO, end: int) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte or file.tell() > end:
            raise _Spoilt("it is cut short")
        value |= (byte[0] & 127) << shift
        if byte[0] < 128:
            return value
    raise _Spoilt("it holds something else")
