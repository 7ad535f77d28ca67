"""A run loop that runs what is due and ends when nothing is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NSDefaultRunLoopMode = "NSDefaultRunLoopMode"
due: list[Callable[[], None]] = []


class NSObject:
    @classmethod
    def alloc(cls) -> Any:
        return cls.__new__(cls)

    def init(self) -> Any:
        return self


class NSURL:
    @staticmethod
    def fileURLWithPath_(path: str) -> str:
        return path


class NSDate:
    @staticmethod
    def dateWithTimeIntervalSinceNow_(seconds: float) -> Any:
        return NSDate()

    def earlierDate_(self, other: Any) -> Any:
        return self


class NSTimer:
    @staticmethod
    def scheduledTimerWithTimeInterval_target_selector_userInfo_repeats_(
        seconds: float, target: Any, selector: str, info: Any, repeats: bool
    ) -> None:
        due.append(lambda: getattr(target, selector.replace(":", "_"))(None))


class NSRunLoop:
    @staticmethod
    def currentRunLoop() -> NSRunLoop:
        return NSRunLoop()

    def limitDateForMode_(self, mode: str) -> NSDate | None:
        return NSDate() if due else None

    def runMode_beforeDate_(self, mode: str, date: NSDate) -> bool:
        if due:
            due.pop(0)()
        return True
