"""atlas/techniques and atlas/frame.yaml: how a spot is treated, and what stands around it."""

from __future__ import annotations

from typing import Annotated, Literal

from unknot.content.records.base import FileName, OptIn, Record, SourceMap, doc
from unknot.content.records.steps import Step

#: What touches the muscle. Safety rules go by it, so it is theirs and not a technique's name.
Tool = Literal["massager", "hand", "stick"]
#: What a technique may ask for besides its tool, which follows from ``by``.

KitItem = Literal["two pillows", "a thin layer of clothing", "a chair", "a table"]


class Technique(Record, frozen=True, kw_only=True):
    """atlas/techniques/ID.yaml: how to treat a spot, as a short list of steps."""

    id: FileName
    title: Annotated[str, doc("Its name, for print")]
    summary: Annotated[str, doc("What is done, in a sentence")]
    by: Annotated[Tool, doc("What touches the muscle")] = "massager"
    needs: Annotated[tuple[OptIn, ...], doc("What a session must opt in to")] = ()
    kit: Annotated[tuple[KitItem, ...], doc("What to have at hand besides the tool")] = ()
    steps: Annotated[tuple[Step, ...], doc("What happens, for one muscle on one side")]
    author: Annotated[str, doc("Who wrote it, where unknot did not bring it along")] = ""
    reviewed_by: Annotated[str, doc("The health professional who looked it through")] = ""
    sources: Annotated[SourceMap, doc("Who says so, by step or field")]


class SessionFrame(Record, frozen=True, kw_only=True):
    """atlas/frame.yaml: what every track that treats begins and ends with."""

    id: FileName
    opening: Annotated[tuple[Step, ...], doc("Before the first routine")]
    opening_short: Annotated[
        tuple[Step, ...],
        doc("For a listener who heard `opening` in the last days; else `opening` again"),
    ] = ()
    closing: Annotated[tuple[Step, ...], doc("After the last routine")]
    closing_short: Annotated[
        tuple[Step, ...], doc("After a track with the short opening; else `closing`")
    ] = ()
    sources: Annotated[SourceMap, doc("Who says so")]
