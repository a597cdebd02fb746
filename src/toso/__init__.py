"""Tổ Số: one record of grassroots digital work, counted everywhere it counts."""
