"""atlas/techniques and atlas/frame.yaml: how a spot is treated, and what stands around it."""

# ruff: noqa: RUF009 - doc() and file_name() make fields, as dataclasses.field does
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unknot.content.records.base import OptIn, Record, SourceMap, doc, file_name
from unknot.content.records.steps import Step
from unknot.content.yaml.kinds import Id

#: What touches the muscle. Safety rules go by it, so it is theirs and not a technique's name.
Tool = Literal["massager", "hand", "stick"]
#: What a technique may ask for besides its tool, which follows from ``by``.

KitItem = Literal["two pillows", "a thin layer of clothing", "a chair", "a table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique(Record):
    """atlas/techniques/ID.yaml: how to treat a spot, as a short list of steps."""

    id: Id = file_name()
    title: str = doc("Its name, for print")
    summary: str = doc("What is done, in a sentence")
    by: Tool = doc("What touches the muscle", default="massager")
    needs: tuple[OptIn, ...] = doc("What a session must opt in to", default=())
    kit: tuple[KitItem, ...] = doc("What to have at hand besides the tool", default=())
    steps: tuple[Step, ...] = doc("What happens, for one muscle on one side")
    author: str = doc("Who wrote it, where unknot did not bring it along", default="")
    reviewed_by: str = doc("The health professional who looked it through", default="")
    sources: SourceMap = doc("Who says so, by step or field")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFrame(Record):
    """atlas/frame.yaml: what every track that treats begins and ends with."""

    id: Id = file_name()
    opening: tuple[Step, ...] = doc("Before the first routine")
    opening_short: tuple[Step, ...] = doc(
        "For a listener who heard `opening` in the last days; else `opening` again", default=()
    )
    closing: tuple[Step, ...] = doc("After the last routine")
    closing_short: tuple[Step, ...] = doc(
        "After a track with the short opening; else `closing`", default=()
    )
    sources: SourceMap = doc("Who says so")
