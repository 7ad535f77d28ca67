"""Cautions: the words by which a line warns, and what a reworded line has lost of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: What a warning is recognised by, in English: its name, and how it may be worded.
_CAUTIONS = {
    "stop": r"\bstop\b|\blift (?:it |the massager )?(?:away|off)\b",
    "sharp pain": r"\bsharp\b",
    "numbness": r"\bnumb",
    "tingling": r"\btingl",
    "emergency": r"\bemergency\b",
    "whom to call": r"\{emergency\}",
    "between the legs": r"between your legs",
    "bladder": r"\bbladder\b",
    "bowel": r"\bbowels?\b",
    "leg weakness": r"\bweak(?:ness|er)?\b.{0,20}\blegs?\b|\blegs?\b.{0,20}\bweak",
    "feeling unwell": r"\bunwell\b|\bill\b",
    "fever": r"\bfever\b",
    "injury": r"\binjur(?:y|ed|ies)\b",
    "broken skin": r"\b(?:broken skin|wounds?)\b",
    "swelling": r"\bswell|\bswollen\b",
    "bruise": r"\bbruis",
    "implant": r"\bimplants?\b",
    "operation": r"\b(?:operations?|surger(?:y|ies))\b",
    "blood clot": r"\bclots?\b",
    "blood thinners": r"\bthinners?\b",
    "pregnancy": r"\bpregnan",
    "cancer": r"\bcancer\b",
    "weak bones": r"\bweak bones\b|\bosteoporosis\b",
    "heart device": r"\bheart device\b|\bpacemaker\b",
    "nerve": r"\bnerves?\b",
    "a professional": r"\bprofessionals?\b|\bdoctor\b|someone who can examine",
    "bone": r"\bbones?\b|\bbony\b|\brim\b",
    "ribs": r"\bribs?\b",
    "tailbone": r"\btailbone\b",
    "belly": r"\bbelly\b(?! (?:soften|into))",
    "no pressing": r"\b(?:no need to|not|never|without) (?:press|dig|lean)",
    "body weight": r"\bbody weight\b",
    "warm or red": r"\bwarm\b|\bred\b",
    "the other side": r"\{other\}",
    "the treated side": r"\{side\}",
    "lowest setting": r"\blowest\b",
    "once a day": r"\bonce a day\b",
    "what worse means": r"\bworse\b",
    "slowly up": r"\bslowly\b.*\busing your hands\b|\bup slowly\b",
    "switching off": r"\bswitch (?:it|the massager) off\b",
    "heart": r"\btowards (?:your|the) heart\b",
}
CAUTIONS = {name: re.compile(words, re.IGNORECASE) for name, words in _CAUTIONS.items()}


def lost(before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    """The cautions that the texts ``before`` have and the texts ``after`` have not."""
    one, other = " ".join(before), " ".join(after)
    return tuple(
        name for name, words in CAUTIONS.items() if words.search(one) and not words.search(other)
    )
