"""What a campaign decides by: its days, its needs, who goes where, what a log and a paper are worth. Pure."""
