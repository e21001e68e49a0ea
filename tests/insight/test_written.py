"""Pages whose text is a file of docs/: read whole, or refused."""

from pathlib import Path

import pytest

from cpd.core import paths
from cpd.insight.markdown import NotRead, read_text
from tests.insight.conftest import ReadPage


def test_who_may_see_what_is_the_file_word_for_word(main_of: ReadPage) -> None:
    text = main_of("ta", "/who-may-see-what")
    file = (paths.DOCS / "roles.md").read_text("utf-8")
    for line in file.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            for cell in line.strip("| ").split(" | "):
                assert " ".join(cell.split()) in text
    assert "Whoever holds the server can read the database" in text


def test_the_accessibility_page_says_what_was_not_tested(main_of: ReadPage) -> None:
    text = main_of("trustee", "/accessibility")
    assert "What has not" in text
    assert "No test with people who use screen readers" in text


def test_blocks_are_read_as_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "text.md"
    file.write_text(
        "# A title\n\nOne\nparagraph with **weight** in it.\n\n- an item\n- another\n\n"
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    )
    text = read_text(file)
    assert text.title == "A title"
    assert [block.kind for block in text.blocks] == ["paragraph", "list", "table"]
    paragraph, items, table = text.blocks
    assert [(run.text, run.is_bold) for run in paragraph.lines[0]] == [
        ("One paragraph with ", False),
        ("weight", True),
        (" in it.", False),
    ]
    assert [line[0].text for line in items.lines] == ["an item", "another"]
    assert [[cell[0].text for cell in row] for row in table.rows] == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    "line", ["[a link](page.md)", "`code`", "> a quotation", "1. a number", "### a deeper heading", "<b>", "*leaning*"]
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "text.md"
    file.write_text(f"# A title\n\n{line}\n")
    with pytest.raises(NotRead):
        read_text(file)


def test_a_file_needs_a_title(tmp_path: Path) -> None:
    file = tmp_path / "text.md"
    file.write_text("No title\n")
    with pytest.raises(NotRead):
        read_text(file)
