"""Every code that a problem in the content can have: what it means, and an example of it.

docs/reference/problems.md is made from this list, and each example is tried by a test.
"""

# ruff: noqa: E501 - a table, one row a line
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """``example`` shows the problem where ``within`` says; a ``folder``'s is told in words."""

    code: str
    meaning: str
    within: str
    example: str


_TABLE = """
Y01 | A file or folder cannot be read, or a file is larger than 1 MB | folder | a file of 2 MB
Y02 | The text is not UTF-8, or another program took it for something else | folder | a file saved as Latin-1 or UTF-16
Y03 | A character that cannot be seen: a control, a change of direction, a tag, an unassigned place | routines | say: "One\\u202etwo."
Y04 | The file is not YAML: a tab, two copies merged, an open quote, a second `: ` on a line | file | title: "Sore hip
Y05 | The file is empty | file | # nothing yet
Y06 | A file holds one document | folder | two texts with `---` between them
Y07 | Tags are not used | session | title: !!str Sore hip
Y08 | More than 40 levels of nesting | folder | forty-one open brackets
Y09 | More than 50,000 values, aliases counted, or a text of more than 4,000 characters | folder | a title as long as a book
Y10 | An alias without an anchor before it, or inside its own anchor; an anchor that is used nowhere and takes a word from a text | session | title: *name
Y11 | A key is a word, not a list or a mapping | session | [title]: Sore hip
Y12 | Merge keys are not used | session | <<: {title: Sore hip}
Y13 | A key is there twice | routines | {wait: 8s, wait: 9s}
Y14 | A key that the record does not have | routines | {mucsle: gluteus, side: left}
Y15 | A key that the record needs is missing | routines | {muscle: gluteus}
Y16 | A word that is not among the possible ones | routines | {muscle: gluteus, side: lefft}
Y17 | A number, length of time, moment or id that cannot be read as one | routines | {wait: 90}
Y18 | A key without a value | session | hold:
Y19 | A step or routine that names nothing to do | routines | {colour: green}
Y20 | A text, a list or a mapping where another belongs | routines | gluteus
Y21 | More than 100 problems in one file; the first are told | folder | a file that is no content at all
Y22 | A file's name is its id: kebab-case, up to 60 characters, no Windows device | folder | `Sore Hip.yaml`, `con.yaml`
Y23 | Something named like a file that is none, or that leads out of the workspace | folder | a link to `/etc/hosts`
Y24 | Two files with one id | folder | `sore-hip.yaml` beside `sore-hip.yml`
Y25 | A folder in `scripts/` that is not named by a language code | folder | `scripts/English`
Y26 | A file in a folder where none is read, or only those of another kind | folder | `scripts/shared.yaml`, `atlas/gluteus.yaml`, `sessions/hips/left.yaml`, `sessions/left.yaml.txt`
Y27 | A text that ends at ` #1`, which YAML takes for a comment | routines | say: Day #1 of many.
Y28 | A workspace of more than 5,000 files or 30 MB | folder | a folder somebody filled
S01 | A muscle that no record describes | routines | {muscle: glutaeus, side: left}
S02 | A muscle that is never treated | routines | {muscle: psoas, side: left}
S03 | A technique that the muscle's record does not simply allow | routines | {muscle: gluteus, side: left, technique: stick}
S04 | A technique that no file describes | routines | {muscle: gluteus, side: left, technique: vibraton}
S05 | A hold outside the muscle's range | routines | {muscle: gluteus, side: left, hold: 2m}
S06 | A base hold outside 30 to 60 seconds | session | hold: 20s
S07 | More points than the muscle's record allows, or none | routines | {muscle: gluteus, side: left, points: 9}
S08 | More than three points a side at one place, over all its muscles | routines | [{muscle: medius, side: left, points: 2}, {muscle: minimus, side: both, points: 2}]
S09 | A position that the muscle's record does not name | routines | {muscle: gluteus, side: left, position: prone}
S10 | One muscle and side twice | routines | [{muscle: gluteus, side: left}, {muscle: gluteus, side: both}]
S11 | A session with nothing in it | session | routines: []
S12 | `dose` or `points` outside a technique | routines | {hold: dose}
S13 | More than 2,000 steps or 12 hours, repeats counted | routines | {repeat: 100, steps: [{repeat: 100, steps: [{wait: 1s}]}]}
S14 | A wait or hold of nothing, or of more than ten minutes (a wait with bells: three hours) | routines | {wait: 11m}
S15 | No repeats, more than 100, or nothing to repeat | routines | {repeat: 101, steps: [{wait: 1s}]}
S16 | A moment outside its hold or wait, one where nothing is heard, or a time left that is not said | routines | {hold: 30s, inside: [{at: 40s, chime: end}]}
S17 | A sound file that is missing, cannot be read, lasts over a minute or lies outside `audio/` | routines | {play: bell.wav}
S18 | A wait whose `min` or `max` is on the wrong side of it | routines | {wait: 8s, min: 9s}
S19 | Words a minute that cannot be understood: below 90 or over 200 | session | rate: 300
S20 | A line that the script does not have | routines | {say: opning}
S21 | Words in a technique; they belong into a script | steps | {say: Rest it there.}
S22 | A placeholder that cannot be filled in a line | lines | {say: "Lie on your {opposite} side.", sources: INF}
S23 | A placeholder that cannot be filled in a session's own words | routines | {say: "Lie on your {other} side."}
S24 | A line, a text or a respelling without a letter or a digit, or a line that says it in two ways | lines | {sources: INF}
S25 | A script that belongs to no muscle | folder | `scripts/en/glutaeus.yaml`
S26 | A muscle without the words that its techniques need | muscle | position: {default: side-lying, alternatives: [prone], landmark: There}
S27 | The shared script without a line that every routine needs | folder | a `shared.yaml` without `chapter-routine`
S28 | A line with a routine's side or name, outside a routine | routines | {say: place}
S29 | A term of the lexicon with capitals | terms | Psoas: {say: sowus}
S30 | A source that does not exist | session | sources: {title: S999}
S31 | Something that cites no source | lines | {say: "Good.", sources: []}
S32 | A source that is there already; a workspace adds, but does not redefine | sources | S1: {kind: seed, title: Another}
S33 | A muscle, technique or position that is not for everybody, without the session's `opt-in` | muscle | needs: [calf]
S34 | A routine's hold for a technique that has times of its own | folder | `hold: 45s` for the stick, which presses five times for five seconds
S35 | A technique that holds its tool longer or shorter than the articles do | steps | {hold: 2m}
S36 | A stick that presses more or less than five times a point | folder | `repeat: 3` around the hold of a technique `by: stick`
S37 | A technique that searches with the massager, open to everybody (INV-32) | folder | `say: sweep` without `needs: [experienced]`
S38 | A language that is no code of one | session | language: german
S39 | `left:` in another language than English, whose words unknot does not know | folder | `left: [1m]` in a session with `language: de`
S40 | A muscle that is treated, without a position or a dose | folder | a muscle without `dose`, not marked `info-only: true`
S41 | Not vibration, or not only vibration, as the default technique | muscle | techniques: {vibration: ok}
S42 | A technique in a muscle's record that does not exist | muscle | techniques: {vibration: default, stik: ok}
S43 | A muscle for information only that allows a technique | muscle | info-only: true
S44 | A dose that makes no sense: the shortest hold is longer than the longest | muscle | dose: {factor: 1.0, hold: {min: 60s, max: 30s}, points: {default: 1, max: 1}, recheck: flat}
S45 | A technique that is refused without a reason | muscle | techniques: {vibration: default, basic-massage: forbidden}
S46 | A technique allowed where it never may be (INV-1, INV-3 to INV-7) | folder | `pressure-hold: ok` for the piriformis, under whatever name
S47 | A muscle treated in a region that never is (INV-1, INV-2) | folder | a muscle of `excluded-front` without `info-only: true`
S48 | A dose that allows more than any record may (INV-11, INV-14, INV-18) | folder | `hold: {min: 30s, max: 2m}`
S49 | A search or a re-check by fingers where they cannot feel, or by fingertips alone (INV-4, INV-31) | folder | `exam: {tip: ok}` without `flat`
S50 | A chime that is asked for and does not exist | routines | {chime: change-side}
S52 | A chime that is too long, too loud or cannot be heard | notes | {at: 0s, hz: 10, length: 1s}
S53 | Chimes louder than the voice, or more than 12 dB softer | session | chime-level: 6
S54 | A bed that is no sound or two, or too loud or soft to be one | session | bed: {noise: brown, level: -3}
S55 | A lead-in of nothing, or of more than ten minutes | session | lead-in: 11m
S56 | A bed's file that is missing, cannot be read, or is too short to go round | session | bed: {play: beds/sea.wav, level: -24}
S57 | A muscle's picture that cannot be used: missing, not beside its file, too large, or no whole PNG or JPEG; its region is drawn instead | folder | `picture: ../me.gif`
S58 | A title of more than 200 characters, or of several paragraphs | session | title: "Sore\\n\\nhip"
S60 | A session in a playlist that does not exist | tracks | {session: sore-hipp}
S61 | A playlist with nothing in it, or with more than 100 tracks | playlist | tracks: []
S62 | A base hold outside 30 to 60 seconds, in a playlist | tracks | {session: sore-hip, hold: 20s}
S63 | A routine in a playlist that a session could not have either (S01 to S10) | tracks | {muscle: glutaeus, side: left}
S70 | A session in a programme that does not exist | phase | days: [rest, rest, rest, sore-hipp, rest, rest, rest]
S71 | A programme without its five phases in their order; the last one is `maintain` | folder | a programme that ends when the pain has gone
S72 | A phase that is left out, too long, or for `keep-going` shorter than 20 weeks | phase | weeks: 4
S73 | A first phase without a professional's check or the care besides, or with sessions | folder | `prepare` without tasks
S74 | A phase without seven days a week, or with nothing but `rest` | phase | days: [sore-hip, rest]
S75 | Words that promise an end to a programme | phase | until: When all done.
S80 | A sentence of more than 20 words (INV-42) | lines | {say: "Rest it there and let it stay there for as long as it takes until the whole of the muscle goes soft.", sources: INF}
S81 | A number in digits (INV-42) | lines | {say: "Rest it there for 30 seconds.", sources: INF}
S82 | An abbreviation, a unit, a bracket or another sign (INV-42) | lines | {say: "Lie on the QL.", sources: INF}
S83 | An anatomical term that is in no lexicon (INV-42) | lines | {say: "Feel the trochanter.", sources: INF}
S84 | A promise, a claim or a brand (INV-33) | lines | {say: "This is proven.", sources: INF}
S85 | Words of sleep in a treatment (INV-34) | lines | {say: "Drift off with it.", sources: INF}
S86 | A word for pressure in what is said of a massager, not denied (INV-10) | folder | `place: {say: Press it in.}`
S87 | A gun, a ball, a roller or a cane that is not warned of (INV-9) | lines | {say: "Lie on a tennis ball.", sources: INF}
S88 | A respelling of words that the bundled or the fixed lines say, of an emergency number, or with left or right in it | terms | emergency: {say: party}
S89 | A letter that looks like another, that nobody sees, or that its language does not have | lines | {say: "Let your baсk go soft.", sources: INF}
S90 | A workspace's muscle that is less careful than the bundled one | muscle | techniques: {vibration: default, stick: ok}
S91 | A workspace's line that has lost a caution, or is no longer heard at every detail | folder | an `opening` without the emergency
S92 | A workspace's technique or frame that no longer says what warns, says it only after the hold, or asks for less | folder | a `vibration` without its `recheck`
S93 | A line that a language lacks, or that leaves out what the English one has: `{side}`, `{other}`, `{emergency}` or items of a warning; one word for left and right. Told when that language is asked for | folder | `unknot check --language de` before `scripts/de` is complete
S94 | A line of safety that says something else than in every other track, or is gone | folder | `no-pressing: {say: Press it in.}` in `shared.yaml`
S95 | A line of a muscle or technique that would hide one of safety | folder | `no-pressing` in `scripts/en/vibration.yaml`
S96 | A muscle that did not come with unknot, without an `author` | folder | a new `atlas/muscles/soleus.yaml`
S97 | An emergency number that is said in other words than its digits, or that replaces a bundled one | folder | `AU: {number: "1", say: one, sources: [INF]}`
S98 | A muscle whose words name a place that is in no region which is treated | muscle | spoken: the muscle between your neck and shoulder
"""


CODES: tuple[Code, ...] = tuple(Code(*row.split(" | ", 3)) for row in _TABLE.strip().splitlines())
_HEAD = """# Problems

What `unknot check` finds, in all files in one run. Each line says where, which code, what is wrong
and, below a caret, how to mend it:

```
sessions/sore-hip.yaml:4:14: S01 unknown muscle 'pirifomis'
      - {muscle: pirifomis, side: right}
                 ^^^^^^^^^
  did you mean 'piriformis'?
```

Codes stay what they are. Y is about how a file is written, S about what it says; both are told in
one run, wherever the part that S speaks of could be read. When there are none, every session is
planned: `INV-` codes are the safety rules that a plan must keep, L01 is a line that is longer than
its place in a hold, and T01 a target length that the session cannot be fitted to.
"""


def page() -> str:
    """docs/reference/problems.md, in Markdown."""
    lines = [_HEAD]
    for letter, title in (("Y", "How a file is written"), ("S", "What it says")):
        lines += [f"## {title}", "", "| code | what is wrong | example |", "|---|---|---|"]
        lines += [_row(code) for code in CODES if code.code.startswith(letter)]
        lines.append("")
    return "\n".join(lines)


def _row(code: Code) -> str:
    example = code.example if code.within == "folder" else f"`{code.example}`"
    return f"| {code.code} | {code.meaning} | {example} |"
