"""A stand-in for pyobjc: as much of AppKit as pyttsx3's nsss driver calls."""

from __future__ import annotations

from builtins import super as super
from collections.abc import Callable
from typing import Any


def python_method(method: Callable[..., Any]) -> Callable[..., Any]:
    return method
