"""Words: what is heard of a line, for whom, at which detail, with its placeholders filled."""

from __future__ import annotations

from unknot.content.library import Library
from unknot.content.records.base import Record
from unknot.content.records.script import Line
from unknot.content.records.session import VoiceRole
from unknot.content.yaml.kinds import NAME
from unknot.diagnostic import Diagnostic
from unknot.errors import ContentError
from unknot.timeline.conditions import Progress
from unknot.timeline.cues import Say, Treatment
from unknot.timeline.job import Job
from unknot.timeline.own import is_own_line, is_own_session
from unknot.timeline.wording import filled, number_words, versions


class JobWords:
    """The words of ``job`` at a place in it, which ``progress`` knows."""

    def __init__(self, job: Job, progress: Progress) -> None:
        self.job, self.session, self.library = job, job.session, job.library
        self.progress = progress
        self._emergency = number_words(job.library, job.country, job.language)
        self._own_session = is_own_session(job.session, job.library)

    def texts(
        self,
        say: str,
        step: Record | None = None,
        *,
        optional: bool = False,
        inside: bool = False,
    ) -> list[Say]:
        """What is heard of a line, placeholders filled; variants in turn."""
        coaching: VoiceRole | None = "coaching" if inside else None
        if not NAME.fullmatch(say):
            safety = getattr(step, "safety", False)
            own, voice = self._own_session, self.voice("safety" if safety else coaching)
            heard = self.job.detail != "cues" or safety
            return [Say(text=self._filled(say), voice=voice, own=own)] if heard else []
        if (found := self._line(say, step, optional=optional)) is None:
            return []
        line, reference = found
        helper = "helper" in self.progress.opt_in
        brief = not inside and self._heard_before(reference)
        texts = versions(line, self.job.detail, helper=helper, brief=brief)
        if texts and line.in_turn:
            turn = self.progress.turns[reference]
            self.progress.turns[reference] += 1
            texts = (texts[turn % len(texts)],)
        voice = self.voice("safety" if line.safety else coaching)
        own = is_own_line(line, self.library, self.job.language, reference)
        return [Say(text=self._filled(t), line=reference, voice=voice, own=own) for t in texts]

    def voice(self, role: VoiceRole | None) -> str:
        return self.session.voices.get(role, "") if role else ""

    def _heard_before(self, reference: str) -> bool:
        """Whether the short words will do: the other side, another point, a listener who knows."""
        owner, _, name = reference.partition("/")
        if owner == "shared" or name.startswith("position"):
            return False
        return self.progress.again or (name == "intro" and self.job.short)

    def title(self, chapter: str, step: Record | None = None) -> str:
        """A chapter's title, which is read and not heard, so every detail has it in full."""
        if not NAME.fullmatch(chapter):
            return self._filled(chapter)
        found = self._line(chapter, step)
        return self._filled(found[0].say[0]) if found else ""

    def _line(
        self, say: str, step: Record | None, *, optional: bool = False
    ) -> tuple[Line, str] | None:
        treatment = self.progress.now
        muscle = treatment.muscle if treatment else None
        technique = treatment.technique if treatment else None
        for name in _names(say, treatment, self.library):
            if found := self.library.line(self.job.language, muscle, name, technique):
                return found
        if optional:
            return None
        where = (step or self.session).place("say" if step else "")
        hint = f"add it to scripts/{self.job.language}/shared.yaml"
        raise ContentError([Diagnostic("S20", where, f"the script has no line {say!r}", hint)])

    def _filled(self, text: str) -> str:
        if "{" not in text:
            return text
        treatment = self.progress.now
        words = {"emergency": self._emergency}
        if treatment:
            name = self.library.muscles[treatment.muscle].spoken.removeprefix("the ")
            words |= {
                "side": self._word(f"word-{treatment.side}", treatment.side),
                "other": self._word(f"word-{treatment.other}", treatment.other),
                "name": self._word("word-name", name),
            }
        return filled(text, words)

    def _word(self, line: str, english: str) -> str:
        """A word that other languages say in a line of their own."""
        treatment = self.progress.now
        muscle = treatment.muscle if treatment else None
        found = self.library.line(self.job.language, muscle, line)
        return found[0].say[0] if found and found[0].say else english


def _names(say: str, treatment: Treatment | None, library: Library) -> tuple[str, ...]:
    """The line names to look for, most particular first."""
    if treatment and say == "position":
        position = library.muscles[treatment.muscle].position
        own = ("position",) if position and treatment.position == position.default else ()
        return (*own, f"position-{treatment.position}")
    if treatment and say == "recheck":
        return ("recheck", f"recheck-{treatment.recheck}")
    return (say,)
