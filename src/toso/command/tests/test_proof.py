from toso.command.proof import figures_table


def test_the_drills_print_their_figures_in_a_table(tmp_path):
    kept = tmp_path / "figures.jsonl"
    kept.write_text(
        '{"drill": "ổ đĩa đầy", "measured": {"rounds": 1, "lost": 0}}\n'
        '{"drill": "kill -9", "measured": {"rounds": 200, "doubled": 0}}\n'
    )

    assert figures_table(kept) == "  kill -9    lượt 200 · đúp 0\n  ổ đĩa đầy  lượt 1 · mất 0"
    assert figures_table(tmp_path / "none") == ""
