"""Where it hurts, in everyday words, and the region of the atlas that each place stands for."""

from __future__ import annotations

from collections.abc import Mapping

from unknot.content.records.values import Region

#: What ``--where`` takes, with the words of the question.
AREAS: Mapping[str, tuple[str, Region]] = {
    "low-back": ("low back, beside the spine", "low-back-paraspinal"),
    "waist": ("waist, between the ribs and the hip bone", "flank-between-rib-and-pelvis"),
    "buttock": ("buttock", "buttock"),
    "hip": ("side of the hip", "lateral-hip"),
}
