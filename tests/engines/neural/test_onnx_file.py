"""What a model takes and gives, read from a file's own bytes: no onnx is needed for it."""

from __future__ import annotations

from pathlib import Path

from unknot.engines.neural.onnxfile import read_model


def _number(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _field(number: int, content: bytes | int) -> bytes:
    """A field of a protobuf message: a number, or bytes with their length before them."""
    if isinstance(content, int):
        return _number(number << 3) + _number(content)
    return _number(number << 3 | 2) + _number(len(content)) + content


def _value(name: str, kind: int, shape: bytes) -> bytes:
    """A ValueInfoProto of onnx.proto3: name, type, in it a tensor, in it kind and shape."""
    tensor = _field(1, kind) + _field(2, shape)
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


def test_the_kind_of_number_of_each_input_is_read(tmp_path: Path) -> None:
    """1 is a float, 7 a whole number of 64 bits; a shape beside it is none."""
    shape = _field(1, _field(1, 300))
    graph = b"".join(
        [
            _field(5, b"weights, which are stepped over"),
            _field(11, _value("input", 7, shape)),
            _field(11, _value("scales", 1, shape)),
            _field(12, _value("output", 1, shape)),
        ]
    )
    path = tmp_path / "voice.onnx"
    path.write_bytes(_field(1, 8) + _field(7, graph))
    model = read_model(path)
    assert model.inputs == {"input": 7, "scales": 1}
    assert model.outputs == ("output",)
