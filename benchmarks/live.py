"""What a cold build with Kokoro's real model costs, beside the model alone on the same texts.

    python -m voicing --work FOLDER fetch
    UNKNOT_KOKORO=FOLDER/models python benchmarks/live.py [SESSION] [OPTION ...]

Both in CPU seconds of one core, in turn: `unknot build` in a cache and a folder for voices that are
empty but for the added voice, all its processes counted; and kokoro-onnx in one process, each
distinct text once at the speed that unknot asks for, its loading not counted. The session is spoken
by one live voice, as one with many words of one's own is.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

VOICE = "kokoro:kokoro-v1-0-int8/bf_emma"


def main() -> None:
    session, *options = sys.argv[1:] or ["starter"]
    with TemporaryDirectory(prefix="unknot-live-") as name:
        folder = Path(name)
        os.environ |= {"UNKNOT_VOICES": f"{folder / 'voices'}", "UNKNOT_CACHE": f"{folder / 'c'}"}
        models = Path(os.environ["UNKNOT_KOKORO"])
        model = next(models.glob("kokoro*.onnx"))
        unknot = (sys.executable, "-m", "unknot")
        subprocess.run([*unknot, "voices", "add", model], check=True, stdout=subprocess.DEVNULL)
        before, began = _children_s(), time.monotonic()
        build = ["build", session, *options, "--voice", VOICE, "--out", name]
        subprocess.run([*unknot, *build], check=True, stdout=subprocess.DEVNULL, cwd=name)
        built, lasted = _children_s() - before, time.monotonic() - began
        texts = _spoken(session, options)
        alone, sound = _alone(model, texts)
    print(f"{session} {' '.join(options)}: {len(texts)} texts, {sound:.0f} s of sound")
    print(f"  the build   {built:6.1f} CPU s, {lasted:.0f} s")
    print(f"  the model   {alone:6.1f} CPU s")
    print(f"  {built / alone:.2f} times")


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _spoken(session: str, options: list[str]) -> dict[str, int]:
    """The distinct texts of the session, and what the voice is asked for, in words a minute."""
    from unknot.clips.studio import open_studio
    from unknot.content.load import load
    from unknot.content.workspace import roots
    from unknot.timeline.cues import Say
    from unknot.timeline.job import resolve
    from unknot.timeline.overrides import Overrides
    from unknot.timeline.plan import plan

    library = load(roots())
    asked = Overrides(
        voice=VOICE, returning="--returning" in options,
        detail="short" if "short" in options else None,
    )  # fmt: skip
    with open_studio() as studio:
        job = resolve(library.sessions[session], library, asked)
        maker = studio.maker(job)
        cues = {cue for _, cue in plan(job, maker.measure()).timeline.sounding()}
        said = [cue for cue in cues if isinstance(cue, Say)]
        tasks = [maker.task(key, cue) for cue, key in maker.keys(said).items() if cue in said]
    return {task.text: task.rate for task in tasks}


def _alone(model: Path, texts: dict[str, int]) -> tuple[float, float]:
    """CPU seconds that the model needs for ``texts``, and the seconds of sound that it gives."""
    import onnxruntime
    from kokoro_onnx import Kokoro

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, ["CPUExecutionProvider"])
    kokoro = Kokoro.from_session(session, str(next(model.parent.glob("voices*.bin"))))
    kokoro.create("Hello.", "bf_emma", lang="en-gb", trim=False)
    began, samples = time.process_time(), 0
    for text, rate in texts.items():
        samples += len(kokoro.create(text, "bf_emma", rate / 135, "en-gb", trim=False)[0])
    return time.process_time() - began, samples / 24_000


if __name__ == "__main__":
    main()
