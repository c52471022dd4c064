"""Markdown becomes the words its author wrote, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import RawArticle, Rejected, read_articles
from ingest.readers.markdown import to_plain_text


def read(folder: Path, text: str, name: str = "a.md") -> RawArticle | Rejected:
    (folder / name).write_text(text, encoding="utf-8")
    (found,) = read_articles(folder / name)
    return found


def article(folder: Path, text: str, name: str = "a.md") -> RawArticle:
    found = read(folder, text, name)
    assert isinstance(found, RawArticle), found
    return found


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("One\nline. Two.\n\nNext.", "One line. Two.\n\nNext."),
        ("# Head\nText", "Head\n\nText"),
        ("Head\n===\n\nText", "Head\n\nText"),
        ("A *b* **c** ~~d~~ `e` \\*f\\*", "A b c d e *f*"),
        ("See [the *report*](http://x 'title') and <http://y>.", "See the report and http://y."),
        ("Before ![alt text](pic.png) after", "Before after"),
        ("- one\n  more\n- two", "- one more\n- two"),
        ("1. one\n2. two", "- one\n- two"),
        ("- one\n  - deep", "- one\n- deep"),
        ("Text:\n- one\n- two\n\nAfter", "Text:\n\n- one\n- two\n\nAfter"),
        ("| a | b |\n|---|---|\n| 1 | **2** |", "a | b\n1 | 2"),
        ("```python\nx = 1\ny\n```", "x = 1\ny"),
        ("> said\n> he", "said he"),
        ("a<br>b <b>c</b> 5 < 6 &amp; &lt;d&gt;", "a b c 5 < 6 & <d>"),
        ("<div><style>p {}</style><p>shown</p></div>", "shown"),
        ("<script>\nalert(1)\n</script>\n\nshown", "shown"),
        ("a <script>alert(1)</script> b", "a b"),
        ("shown <!-- hidden --> too", "shown too"),
        ("[1]: http://x\n\nText [1].", "Text 1."),
        ("one\n\n***\n\ntwo", "one\n\ntwo"),
        ("", ""),
    ],
)
def test_markup_goes_and_words_stay(markdown: str, plain: str) -> None:
    assert to_plain_text(markdown) == plain


def test_front_matter_is_metadata_whatever_yaml_makes_of_it(tmp_path: Path) -> None:
    text = (
        "---\ntitle: 1984\npublished: 2025-01-28\nkind: digest\npublisher: P\nauthor: ~\n"
        "mood: [glad]\n---\n\nText."
    )
    found = article(tmp_path, text)
    assert (found.title, found.published, found.kind) == ("1984", "2025-01-28", "digest")
    assert (found.publisher, found.author, found.text) == ("P", None, "Text.")


@pytest.mark.parametrize("date", ["2025", "2025-01", "2025-02-30", '"2025"'])
def test_dates_of_any_precision_come_as_written(date: str, tmp_path: Path) -> None:
    assert article(tmp_path, f"---\npublished: {date}\n---\nText.").published == date.strip('"')


@pytest.mark.parametrize(
    ("front", "named"),
    [
        ("author: [A, B]", "author"),
        ("title: yes", "title"),
        ("url: {a: b}", "url"),
        ("kind: opinion", "kind"),
        ("title: [", "YAML"),
        ("title: a: b", "line 2"),
        ("title: " + "[" * 5000, "YAML"),
    ],
)
def test_front_matter_of_the_wrong_type_is_rejected_by_name(front: str, named: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"---\n{front}\n---\nText.")
    assert isinstance(found, Rejected)
    assert named in found.reason
    assert found.source == str(tmp_path / "a.md")


def test_a_thematic_break_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    assert article(tmp_path, "---\n\nText.").text == "Text."
    assert "Words between" in article(tmp_path, "---\nWords between breaks\n\n---\n\nText.").text


def test_the_title_is_named_in_front_matter_else_a_heading_else_the_file(tmp_path: Path) -> None:
    assert article(tmp_path, "---\ntitle: T\n---\n# Head\n\nText.").title == "T"
    assert article(tmp_path, "Lead.\n\n## Head\n\nText.").title == "Head"
    assert article(tmp_path, "Text.", "a_long-name.md").title == "A long-name"
    assert article(tmp_path, "Text.", "wake-up-call.md").title == "Wake up call"


def test_a_heading_that_is_the_title_is_not_repeated_in_the_text(tmp_path: Path) -> None:
    assert article(tmp_path, "# Head\n\nText.").text == "Text."
    assert article(tmp_path, "---\ntitle: HEAD\n---\n# Head\n\nText.").text == "Text."
    assert article(tmp_path, "---\ntitle: T\n---\n# Head\n\nText.").text == "Head\n\nText."
    assert article(tmp_path, "# Head").text == "Head"


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\nOne\r\nline.\r\n")
    (found,) = read_articles(tmp_path / "a.md")
    assert isinstance(found, RawArticle)
    assert (found.title, found.text) == ("T", "One line.")
