"""A site read from a folder or given as text: what is found in it, and what is said of nonsense."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from unknot.errors import SiteError
from unknot.lint import access, audit, lint
from unknot.lint.access import Folder, Reply, SpentError
from unknot.lint.audit import Audit
from unknot.lint.rule import SiteFinding, rule
from unknot.lint.rules import RULES
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
    for target in (tmp_path / "feed.txt", tmp_path / "gone"):
        with pytest.raises(SiteError, match="is neither a folder nor an address"):
            lint._access(str(target))
    told = []
    assert lint.lint(str(tmp_path), lambda: told.append(1))
    assert len(told) == len(RULES)
