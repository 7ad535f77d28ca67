"""The worker with a fault in it, for the phrases that hold a word; then it works.

Environment: REAL_WORKER (its path), WORKER_LOG (a line for each text that it is asked for); FAULT
(a function below), FAULTY_WORD, FAULTY_TIMES (how often).
"""

from __future__ import annotations

import os
import runpy
import time
from pathlib import Path
from typing import Any

import numpy as np

real = runpy.run_path(os.environ["REAL_WORKER"], run_name="worker")
LOG = Path(os.environ["WORKER_LOG"])
WORD, TIMES = os.environ.get("FAULTY_WORD", ""), int(os.environ.get("FAULTY_TIMES", "0"))


def hang() -> None:
    time.sleep(3600)


def abort() -> None:
    os.abort()


def nan(sound: Any) -> Any:
    return sound * np.nan


def say(speaker: Any, request: dict[str, Any]) -> Any:
    with LOG.open("a", encoding="utf-8") as file:
        file.write(request["text"] + "\n")
    asked = LOG.read_text(encoding="utf-8").splitlines()
    if WORD and WORD in request["text"] and sum(WORD in each for each in asked) <= TIMES:
        fault = globals()[os.environ["FAULT"]]
        if fault is not nan:
            fault()
        spoken, rate = speaker
        speaker = (lambda asked: map(nan, spoken(asked))), rate
    return healthy(speaker, request)


healthy = real["say"]
real["_done"].__globals__["say"] = say
if __name__ == "__main__":
    real["main"]()
