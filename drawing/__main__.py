"""Draw everything: ``python -m drawing``. Reads atlas/pictures, writes src/unknot/pictures/data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from drawing import lying, places, sitting, standing, supine
from drawing.builds import BUILDS, Build
from drawing.layer import Layer
from drawing.shapes import Shape
from drawing.tools import Rest

ROOT = Path(__file__).parent.parent
DATA = ROOT / "src/unknot/pictures/data"


def main() -> None:
    records = {
        path.stem: yaml.safe_load(path.read_text())
        for path in sorted((ROOT / "atlas/pictures").glob("*.yaml"))
    }
    DATA.mkdir(parents=True, exist_ok=True)
    for name, build in BUILDS.items():
        layers = {key: layer.marks for key, layer in draw(build, records).items()}
        rows = ",\n".join(
            f"{json.dumps(key)}:[\n"
            + ",\n".join(json.dumps(mark, separators=(",", ":")) for mark in marks)
            + "]"
            for key, marks in layers.items()
        )
        (DATA / f"{name}.json").write_text("{" + rows + "}\n", encoding="utf-8")
    known = {muscle: _facts(record) for muscle, record in records.items()}
    (DATA / "muscles.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    print(
        f"wrote {len(BUILDS)} bodies, {sum(p.stat().st_size for p in DATA.glob('*.json')) / 1000:.0f} kB"
    )


def _facts(record: dict[str, Any]) -> dict[str, Any]:
    """What unknot asks of a muscle's picture before it joins one."""
    return {key: record[key] for key in ("view", "place", "person") if key in record} | {
        "refers": bool(record.get("refers")), "rest": sorted(record["rest"]), "tools": record["tools"],
    }  # fmt: skip


def draw(build: Build, records: dict[str, Any]) -> dict[str, Layer]:
    """Every layer of a build, by its name."""
    found = {
        "behind": standing.behind(build), "in-front": standing.in_front(build),
        "from-the-side": standing.from_the_side(build), "bare": standing.behind(build, clothes=False),
        "side-lying": lying.on_the_side(build), "side-lying/arm": lying.upper_arm(build),
        "prone": lying.face_down(build), "prone/arm": lying.right_arm(build),
        "seated": sitting.seated(build), "seated/arm": sitting.resting_arm(build),
        "seated-leaning": sitting.seated(build, 24),
        "supine-on": supine.on_the_back(build),
        "landmarks": Layer(),
    }  # fmt: skip
    places.draw_landmarks(found["landmarks"], build)
    outline = places.outline(build)
    for muscle, record in records.items():
        for key, layer in _of_muscle(build, record, outline).items():
            found[f"{muscle}/{key}"] = layer
    return found


def _of_muscle(build: Build, record: dict[str, Any], outline: Shape) -> dict[str, Layer]:
    found = {key: Layer() for key in ("muscle", "keep-off", "place", "refers", "region")}
    muscle = places.muscle_of(build, record)
    places.draw_muscle(found["muscle"], muscle, record.get("layer") == "deep")
    places.draw_region(found["region"], muscle.shape)
    places.draw_keep_off(found["keep-off"], build, record.get("keep-off", []), outline)
    x, y = record["place"]
    places.draw_place(found["place"], (x * build.wide(y), y))
    if record.get("refers"):
        places.draw_cloud(found["refers"], build.across(record["refers"]), outline)
    for posture, rest in record["rest"].items():
        for tool in ["massager"] if posture == "supine-on" else record["tools"]:
            found[f"{posture}/{tool}"] = _arm(build, posture, rest, tool)
    return {key: layer for key, layer in found.items() if layer.marks}


def _arm(build: Build, posture: str, data: dict[str, Any], tool: str) -> Layer:
    x, y = data["at"]
    turn, view, down = data.get("turn", 0), data.get("view", "top"), data.get("down", False)
    if posture == "prone":
        return lying.right_arm(build, Rest((x * build.wide(y), y), turn, view, down), tool)
    if posture == "side-lying":
        return lying.upper_arm(build, Rest((build.depth(x, y), y), turn, view, down), tool)
    if posture == "supine-on":
        return supine.massager_beneath(build, Rest((build.depth(x, y), y), turn, view))
    draw = sitting.treated_calf if posture == "seated-leaning" else sitting.treated_forearm
    return draw(build, Rest((x, y), turn, view, down), tool)


if __name__ == "__main__":
    main()
