"""What a minister could argue about: answers, names, groups, areas, and edits that meet. Pure."""
