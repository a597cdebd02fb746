import os
import sys

from toso.command.proof import Proof, figures_table, read_over


def test_the_drills_print_their_figures_in_a_table(tmp_path):
    kept = tmp_path / "figures.jsonl"
    kept.write_text(
        '{"drill": "ổ đĩa đầy", "measured": {"rounds": 1, "lost": 0}}\n'
        '{"drill": "kill -9", "measured": {"rounds": 200, "doubled": 0}}\n'
    )

    assert figures_table(kept) == "  kill -9    lượt 200 · đúp 0\n  ổ đĩa đầy  lượt 1 · mất 0"
    assert figures_table(tmp_path / "none") == ""


def test_each_reading_is_shown_with_its_words_and_what_failed_is_named(capsys):
    def says(words, code):
        return Proof(words, (sys.executable, "-c", f"print('câu của {words}'); raise SystemExit({code})"))

    assert read_over([says("một", 0), says("hai", 3)], dict(os.environ)) == ["hai"]

    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["", "▸ một", "câu của một"]
    assert lines[4:7] == ["", "▸ hai", "câu của hai"]
    assert (lines[3].split()[0], lines[7].split()[:2]) == ("đạt", ["KHÔNG", "ĐẠT"])
