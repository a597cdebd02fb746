"""The papers of KPI: forms, catalogue annexes, minutes, decision, notice; workbook and plain JSON of a month.

A paper of the state is Vietnamese in every language of the interface; nothing here is translated.
"""
