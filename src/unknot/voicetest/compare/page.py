"""The page: a table of samples and voices, with every sound inside the file itself."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from unknot.voicetest.compare.audition import Audition, HeardSample
from unknot.voicetest.compare.samples import Sample

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
caption { text-align: start; padding-bottom: .75rem; }
th, td { border: 1px solid #8886; padding: .5rem .75rem; text-align: start; vertical-align: top; }
th dl { font-weight: normal; margin: .25rem 0 0; }
th dt { float: left; margin-inline-end: .4rem; }
th dt::after { content: ":"; }
th dd { margin: 0; }
tbody th { max-width: 24rem; min-width: 14rem; }
tbody th p { font-weight: normal; margin: .25rem 0 0; }
audio { width: 15rem; display: block; }
.failed { max-width: 20rem; overflow-wrap: anywhere; }
"""
#: One sound at a time. The page works without it.
_SCRIPT = """
addEventListener("play", function (event) {
  for (const sound of document.querySelectorAll("audio"))
    if (sound !== event.target) sound.pause();
}, true);
"""


def page(samples: Sequence[Sample], voices: Sequence[Audition], *, rate: int) -> str:
    """One HTML file in itself, no part of it anywhere else."""
    columns = "\n".join(_column(voice) for voice in voices)
    rows = "\n".join(
        _row(sample, [(voice, voice.heard[at] if voice.heard else None) for voice in voices])
        for at, sample in enumerate(samples)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{len(voices)} voices compared</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{len(voices)} voices compared</h1>
<p>Each says the same lines at {rate} words a minute, at the same loudness, as an unknot track has
them. Use one in a track: <code>unknot build SESSION --voice ENGINE:ID</code></p>
<div class="wide" role="region" aria-label="Samples and voices" tabindex="0">
<table>
<caption>A row for each sample, a column for each voice.</caption>
<thead>
<tr>
<th scope="col">Sample</th>
{columns}
</tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</main>
<script>{_SCRIPT}</script>
</body>
</html>
"""


def _column(voice: Audition) -> str:
    facts = {
        "Name": voice.info.name if voice.info.name != voice.info.id else "",
        "Language": voice.info.language,
        "Gender": voice.info.gender,
        "Engine": voice.engine,
        "Licence": voice.info.licence or "not known",
        "Speed": f"{voice.speed:.0f} times real time" if voice.speed else "",
        "Size": f"{voice.size / 1000:.0f} kB" if voice.size else "",
        "Failed": voice.fault,
    }
    listed = "".join(
        f"<dt>{what}</dt><dd>{escape(said)}</dd>" for what, said in facts.items() if said
    )
    return f'<th scope="col">{escape(voice.name)}<dl>{listed}</dl></th>'


def _row(sample: Sample, heard: Sequence[tuple[Audition, HeardSample | None]]) -> str:
    words = " ".join(sample.lines)
    said = f"<p>{escape(words)}</p>" if words != sample.title else ""
    cells = "\n".join(_cell(sample, voice, each) for voice, each in heard)
    return f'<tr>\n<th scope="row">{escape(sample.title)}{said}</th>\n{cells}\n</tr>'


def _cell(sample: Sample, voice: Audition, heard: HeardSample | None) -> str:
    if heard is None or not heard.mp3:
        reason = heard.fault if heard else voice.fault
        return f'<td class="failed">failed: {escape(reason)}</td>'
    label = escape(f"{sample.title}, {voice.info.name}")
    sound = b64encode(heard.mp3).decode("ascii")
    return (
        f'<td><audio controls preload="none" aria-label="{label}"'
        f' src="data:audio/mpeg;base64,{sound}"></audio>{heard.ms / 1000:.1f} s</td>'
    )
