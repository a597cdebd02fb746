"""`toso kpi`: the scoring engine for a stranger's file."""
