"""Tổ Số: one record of grassroots digital work, counted everywhere it counts."""

__version__ = "0.1.0"
