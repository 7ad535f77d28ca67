from __future__ import annotations

from typing import Any

from Foundation import NSObject  # type: ignore[import-not-found]


class PyObjCAppHelperRunLoopStopper(NSObject):  # type: ignore[misc]
    running: list[Any] = []  # noqa: RUF012
    shouldStop = False

    @classmethod
    def addRunLoopStopper_toRunLoop_(cls, stopper: Any, loop: Any) -> None:
        cls.running.append(stopper)

    @classmethod
    def removeRunLoopStopperFromRunLoop_(cls, loop: Any) -> None:
        cls.running.pop()

    def shouldRun(self) -> bool:
        return not self.shouldStop


def stopEventLoop() -> None:
    PyObjCAppHelperRunLoopStopper.running[-1].shouldStop = True
