"""Files written whole or not at all."""

import pytest

from orepath.report.file import write_whole


def test_a_file_is_replaced_and_no_draft_remains(tmp_path):
    target = tmp_path / "new" / "page.html"
    write_whole(target, b"one")
    write_whole(target, b"two")
    assert target.read_bytes() == b"two"
    assert [p.name for p in target.parent.iterdir()] == ["page.html"]


def test_a_failed_write_leaves_the_old_file_and_no_draft(tmp_path):
    target = tmp_path / "taken"
    target.mkdir()
    with pytest.raises(OSError, match="taken"):
        write_whole(target, b"two")
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]
