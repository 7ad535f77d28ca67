"""A site read from a folder or given as text: what is found in it, and what is said of nonsense."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from unknot.errors import AudioError, SiteError
from unknot.lint import access, audit, lint
from unknot.lint.access import Folder, Reply, SpentError
from unknot.lint.audit import Audit
from unknot.lint.rule import SiteFinding, rule
from unknot.lint.rules import RULES
from unknot.lint.web import Web
from unknot.site.feed import NAMESPACES

BY_ID = {each.id: each for each in RULES}
BINDINGS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())


class Told:
    """A host that answers with what it was told, and counts what it is asked."""

    is_web = True

    def __init__(self, feed: str, **files: Reply) -> None:
        self.text, self.files = feed, files
        self.asked: list[str] = []

    def feed(self) -> tuple[str, bytes]:
        return "https://h/feed.xml", self.text.encode()

    def ask(self, url: str, method: str = "GET", **headers: str) -> Reply:
        self.asked.append(url)
        return self.files.get(url.rpartition("/")[2].partition(".")[0], Reply(status=404))


def heard(inside: str, bindings: str = BINDINGS, **files: Reply) -> Audit:
    feed = f'<rss version="2.0" {bindings}><channel>{inside}</channel></rss>'
    return Audit(Told(feed, **files))  # type: ignore[arg-type]


def breaches(id: str, inside: str) -> list[tuple[str, str]]:
    return list(BY_ID[id].check(heard(inside)))


def category(text: str, below: str = "") -> str:
    inside = f'<itunes:category text="{below}"/>' if below else ""
    return f'<itunes:category text="{text}">{inside}</itunes:category>'


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (category("Health &amp; Fitness", "Medicine"), []),
        (category("Health &amp; Fitness"), []),
        ("", ["has no itunes:category"]),
        (category("Pain"), ["has the category 'Pain'"]),
        (category("Pain", "x") + category("Health &amp; Fitness", "Golf"),
         ["has the category 'Pain'",
          "has the subcategory 'Golf' below 'Health & Fitness'"]),
    ],
)  # fmt: skip
def test_a_category_is_one_that_apple_knows(inside: str, said: list[str]) -> None:
    assert breaches("C10", inside) == [("channel", each) for each in said]


def test_of_what_is_no_feed_only_that_is_told() -> None:
    """Rules about a channel have nothing to say where there is none."""
    empty = Audit(Told('<rss version="2.0"/>'))  # type: ignore[arg-type]
    assert not empty.has_channel
    broken = Audit(Told("<rss>"))  # type: ignore[arg-type]
    assert (broken.root, broken.has_channel, list(broken.elements())) == (None, False, [])
    assert [where for where, _ in BY_ID["F01"].check(broken)] == ["feed"]
    for id in ("F03", "F04", "F07", "F10", "F11", "C01", "C10", "I16", "I18"):
        assert list(BY_ID[id].check(broken)) == []
    for id in ("C01", "C10", "C12"):
        assert list(BY_ID[id].check(empty)) == []
    said = [("feed", "is <rss> 2.0 with 0 channels")]
    assert list(BY_ID["F03"].check(empty)) == said


@pytest.mark.parametrize("what", ["DOCTYPE rss", "ENTITY x 'y'"])
def test_a_document_type_is_not_even_read(what: str) -> None:
    feed = Told(f"<!{what}><rss/>")
    found = Audit(feed)  # type: ignore[arg-type]
    assert found.root is None
    assert found.error == "has a document type, which feeds have no use for"


@pytest.mark.parametrize(
    ("bindings", "said"),
    [
        (BINDINGS.replace("/dtds/", "/dtd/"), ["binds itunes to "]),
        (BINDINGS.replace("xmlns:psc", "xmlns:cps"), []),
        (BINDINGS.replace("xmlns:podcast", "xmlns:pod"), ["has no namespace podcast"]),
    ],
)
def test_a_namespace_is_spelt_exactly(bindings: str, said: list[str]) -> None:
    found = list(BY_ID["F04"].check(heard("", bindings)))
    assert [message.partition("'")[0] for _, message in found] == said


def test_a_date_has_its_zone() -> None:
    dates = {
        "Tue, 01 Dec 2026 00:00:00 +0000": "",
        "1 Dec 2026 00:00:00 -0000": "has the date '1 Dec 2026 00:00:00 -0000' without a zone",
        "soon": "has the date 'soon'", "": "has no pubDate",
    }  # fmt: skip
    for date, said in dates.items():
        found = breaches("I07", f"<item><title>A</title><pubDate>{date}</pubDate></item>")
        assert found == ([("item 'A'", said)] if said else [])


def test_addresses_are_those_of_attributes_and_links() -> None:
    found = heard(
        '<link> https://h/ </link><link> </link><enclosure url="a.mp3"/>'
        '<atom:link href="b" rel="self"/><itunes:image href=""/><image><url>c</url></image>'
    )
    assert list(found.addresses()) == [
        ("link", "https://h/"), ("enclosure", "a.mp3"), ("link", "b"),
    ]  # fmt: skip


def test_each_cover_is_looked_at_once() -> None:
    image = '<itunes:image href="{}"/>'.format
    found = heard(
        image("b") + image("") + f"<item>{image('a')}</item><item>{image('b')}{image('c')}</item>"
    )
    assert list(found.images()) == ["b", "a", "c"]


def test_an_item_is_called_by_its_title_or_its_number() -> None:
    found = heard("<item><title> A </title></item><item/>")
    assert [each.name for each in found.items] == ["item 'A'", "item 2"]
    numbers = [f"<item><itunes:episode>{n}</itunes:episode></item>" for n in ("10", "x", "9", "")]
    found = heard("".join(numbers))
    assert [each.name for each in found.in_order] == ["item 3", "item 1"]


def test_what_is_at_an_address_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_MOST_KEPT", 4)
    monkeypatch.setattr(audit, "listen", lambda data, name: (data, name))
    found = heard(
        "", a=Reply(status=200, body=b"12345"), b=Reply(status=200, body=b"1234"),
        c=Reply(status=206, body=b"12"), d=Reply(status=200, length=9),
        e=Reply(status=200, body=b"1", length=2),
    )  # fmt: skip
    for _ in range(2):
        assert found.reply("a.mp3") == Reply(status=200, body=b"1234", length=5)
        assert found.reply("b.mp3") == Reply(status=200, body=b"1234")
    assert found.access.asked == ["https://h/a.mp3", "https://h/b.mp3"]  # type: ignore[union-attr]
    sounds: list[Any] = [found.sound(f"{name}.mp3") for name in "abc"]
    assert sounds == [(b"12345", "a.mp3"), (b"1234", "b.mp3"), (b"12", "c.mp3")]
    assert found.sound("d.mp3") is None
    assert found.sound("e.mp3") is None
    assert found.sound("gone.mp3") is None
    assert found.sound("") is None
    assert found.reply("https://[h/").why == "is no address"
    assert found.reply("https://[h/").status == 0


# --- what the channel and its items must say --------------------------------------------------


def said_of(inside: str) -> list[str]:
    found = heard(inside)
    return [
        f"{each.id} {each.level} {where}: {message}"
        for each in RULES
        if each.id[0] in "CI"
        for where, message in each.check(found)
    ]


def test_all_that_is_missing_is_told() -> None:
    assert said_of("<item/>") == [
        "C01 MUST channel: has no title",
        "C02 MUST channel: has no description",
        "C03 MUST channel: has no link",
        "C04 MUST channel: has no language",
        "C05 MUST channel: has no itunes:explicit",
        "C06 SHOULD channel: has no itunes:author",
        "C07 SHOULD channel: has no podcast:locked",
        "C08 SHOULD channel: has no podcast:guid",
        "C09 SHOULD channel: has no podcast:medium",
        "C10 MUST channel: has no itunes:category",
        "C11 MUST channel: has no itunes:image",
        "C12 MUST channel: has 0 atom:link rel=self",
        "C13 SHOULD channel: has no itunes:owner with name and email",
        "C17 SHOULD channel: does not say whether its content was made by a model",
        "I01 MUST item 1: has no title",
        "I03 MUST item 1: has no enclosure with an address",
        "I05 MUST item 1: has no guid",
        "I07 SHOULD item 1: has no pubDate",
        "I08 SHOULD item 1: has no description",
        "I09 SHOULD item 1: has no link",
        "I10 SHOULD item 1: has no itunes:image",
        "I11 SHOULD item 1: has no itunes:duration",
        "I12 SHOULD item 1: has no itunes:explicit",
        "I15 SHOULD item 1: has no transcript",
    ]
    assert said_of("") == [*said_of("<item/>")[:13], "C16 MUST channel: has no item",
                           said_of("<item/>")[13]]  # fmt: skip


def test_what_is_there_and_no_such_thing_is_told_with_it() -> None:
    channel = (
        "<title> </title><language>!</language><itunes:explicit>no</itunes:explicit>"
        "<podcast:locked>x</podcast:locked><podcast:guid>x</podcast:guid>"
        "<podcast:medium>x</podcast:medium><itunes:type>x</itunes:type>"
        "<itunes:complete>no</itunes:complete><itunes:image/>"
        "<itunes:owner><itunes:name>A</itunes:name><itunes:email>a</itunes:email></itunes:owner>"
        '<atom:link rel="self" href="https://h/x"/><podcast:image href="i"/>'
    )
    item = (
        "<item><title>3. A</title><itunes:duration>1:00</itunes:duration>"
        "<itunes:explicit>clean</itunes:explicit><itunes:season>0</itunes:season><guid>x</guid>"
        '<enclosure url="https://h/a.m4a" type="audio/mpeg"/>'
        f'<podcast:episode display="{"y" * 33}"/></item>'
    )
    left_out = ("C02", "C03", "C06", "C10", "C17", "I07", "I08", "I09", "I10", "I15")
    assert [each for each in said_of(channel + item) if not each.startswith(left_out)] == [
        "C01 MUST channel: has an empty title",
        "C04 MUST channel: has a language '!'",
        "C05 MUST channel: has itunes:explicit 'no'",
        "C07 SHOULD channel: has podcast:locked 'x'",
        "C08 SHOULD channel: has podcast:guid 'x'",
        "C09 SHOULD channel: has podcast:medium 'x'",
        "C11 MUST channel: has no itunes:image",
        "C12 MUST channel: says it is at https://h/x, and is at https://h/feed.xml",
        "C13 SHOULD channel: has no itunes:owner with name and email",
        "C14 MUST channel: has itunes:type 'x'",
        "C15 MUST channel: has itunes:complete 'no'",
        "C18 SHOULD i: has no alt",
        "I02 SHOULD item '3. A': has a title that begins with its number",
        "I04 MUST item '3. A': has an enclosure of type 'audio/mpeg'",
        "I06 MUST item '3. A': has a guid that claims to be an address",
        "I11 SHOULD item '3. A': has itunes:duration '1:00'",
        "I12 SHOULD item '3. A': has itunes:explicit 'clean'",
        "I13 MUST item '3. A': has the season '0'",
        f"I14 MUST item '3. A': shows '{'y' * 33}', which has 33 characters",
    ]


def test_what_is_as_it_should_be_is_not_told() -> None:
    channel = (
        "<language>en-GB</language><itunes:explicit>false</itunes:explicit>"
        "<podcast:locked>yes</podcast:locked><podcast:medium>courseL</podcast:medium>"
        "<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>"
        "<itunes:type>episodic</itunes:type><itunes:complete>Yes</itunes:complete>"
        "<itunes:block>Yes</itunes:block>"
        '<atom:link rel="self" href="https://h/feed.xml"/><podcast:image href="i" alt="A hip"/>'
        '<podcast:txt purpose="ai-content">true</podcast:txt>'
    )
    item = (
        "<item><title>Hip 3</title><itunes:duration>60</itunes:duration>"
        "<itunes:explicit>true</itunes:explicit><itunes:season>1</itunes:season>"
        '<guid isPermaLink="false">x</guid><enclosure url="https://h/a.M4A" type="audio/mp4"/>'
        f'<podcast:episode display="{"y" * 32}"/></item>'
    )
    told = {each.split()[0] for each in said_of(channel + item)}
    assert told == {"C01", "C02", "C03", "C06", "C10", "C11", "I07", "I08", "I09", "I10", "I15"}


# --- what confounds a rule --------------------------------------------------------------------


def test_what_confounds_a_rule_is_a_finding_as_well() -> None:
    def fails(error: Exception) -> Any:
        def check(_: Audit) -> Any:
            """Anything."""
            yield "first", "is seen"
            raise error

        return rule("X01", "MUST", "nobody", fix="do")(check)

    made = fails(SpentError("5,000 requests were made"))
    assert (made.asks, made.level, made.source) == ("Anything", "MUST", "nobody")
    for error, said in (
        (SpentError("3 answers were too slow"),
         "was not looked at to its end, for 3 answers were too slow"),
        (ValueError("x" * 99), f"cannot be made sense of (ValueError: {'x' * 80})"),
        (RecursionError("deep"), "cannot be made sense of (RecursionError: deep)"),
    ):  # fmt: skip
        found = list(lint._held(fails(error), heard("")))
        assert [(each.where, each.message) for each in found] == [
            ("first", "is seen"), ("feed", said),
        ]  # fmt: skip
    with pytest.raises(OSError, match="gone"):
        list(lint._held(fails(OSError("gone")), heard("")))


def test_a_feed_s_words_cannot_write_to_a_terminal_as_they_like() -> None:
    made = SiteFinding(rule=BY_ID["F01"], where="a\x1b[2J\n", message="b" * 600)
    first, second = str(made).split("\n")
    assert first.startswith("a\ufffd[2J\ufffd: F01 MUST bbb")
    assert len(first) == 500
    assert second == f"  {BY_ID['F01'].fix} ({BY_ID['F01'].source})"


# --- folders ----------------------------------------------------------------------------------


def test_a_folder_is_looked_through_for_its_feed(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="holds no feed"):
        Folder(tmp_path).feed()
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "feed.xml").write_text(name, encoding="utf-8")
    assert Folder(tmp_path).feed() == ("", b"a")
    (tmp_path / "feed.xml").write_text("top", encoding="utf-8")
    assert Folder(tmp_path).feed() == ("", b"top")


def test_an_address_leads_to_the_file_at_the_end_of_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    (site / "audio").mkdir(parents=True)
    (site / "feed.xml").write_bytes(b"<rss/>")
    (site / "audio" / "a b.mp3").write_bytes(b"12345")
    (tmp_path / "secret").write_bytes(b"mine")
    (site / "way").symlink_to(tmp_path / "secret")
    folder = Folder(site)
    for url in (
        "https://h/x/audio/a%20b.mp3",
        "audio/a%20b.mp3",
        "https://h/../audio/./../a%20b.mp3",
    ):
        reply = folder.ask(url)
        assert (reply.status, reply.body, reply.size, reply.ok) == (200, b"12345", 5, True)
    for url in ("https://h/secret", "../secret", "https://h/way", "audio", "", "https://h/\0"):
        assert folder.ask(url) == Reply(status=404)
    monkeypatch.setattr(access, "MOST_BYTES", 5)
    assert folder.ask("audio/a%20b.mp3").body == b"12345"
    monkeypatch.setattr(access, "MOST_BYTES", 4)
    large = folder.ask("audio/a%20b.mp3")
    assert (large.status, large.body, large.size) == (200, b"", 5)
    assert large.why == "is too large to be read"
    monkeypatch.setattr(access, "MOST_FEED_BYTES", 5)
    with pytest.raises(SiteError, match="is too large to be a feed"):
        folder.feed()


def test_what_cannot_be_read_is_not_told_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    for name in ("feed.xml", "a.vtt"):
        (tmp_path / name).write_bytes(b"x")
    monkeypatch.setattr(Path, "read_bytes", refused)
    folder = Folder(tmp_path)
    assert folder.ask("a.vtt").missing == "cannot be read: Permission denied"
    assert folder.ask("gone.vtt").missing == "is not there"
    with pytest.raises(AudioError, match=r"feed\.xml: cannot be read: Permission denied"):
        folder.feed()
    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(AudioError, match="cannot be read: Permission denied"):
        Folder(tmp_path)


def test_a_feed_that_is_alone_in_its_folder_says_why_nothing_is_there(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(b"<rss/>")
    why = "was not asked for, because the feed is alone in its folder"
    assert Folder(tmp_path).ask("a.mp3") == Reply(status=404, why=why)
    assert not Reply(status=404).ok
    assert Reply(status=206).ok


def test_what_is_linted_is_a_folder_its_feed_or_an_address(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(b"<rss/>")
    for target in (tmp_path, tmp_path / "feed.xml"):
        found = lint._access(str(target))
        assert isinstance(found, Folder)
        assert found.path == tmp_path
    for scheme in ("http", "https"):
        assert lint._access(f"{scheme}://h/x").feed.__self__.url == f"{scheme}://h/x/feed.xml"  # type: ignore[attr-defined]
    assert isinstance(lint._access(" Https://h/x "), Web)
    (tmp_path / "saved.rss").write_bytes(b"<rss/>")
    for wanted, todo in (
        (str(tmp_path / "gone"), "or its URL with https:// in front"),
        ("h.example/feed.xml", "or its URL with https:// in front"),
        (str(tmp_path / "saved.rss"), "call the file feed.xml"),
    ):
        with pytest.raises(SiteError, match="is neither a folder nor an address") as caught:
            lint._access(wanted)
        assert todo in str(caught.value)
    told = []
    assert lint.lint(str(tmp_path), lambda: told.append(1))
    assert len(told) == len(RULES)
