"""The measures of Decree 30/2020/NĐ-CP, Annex I, once for every renderer: millimetres and points."""

PAGE_WIDTH, PAGE_HEIGHT = 210, 297
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
LANDSCAPE_WIDTH = PAGE_HEIGHT - LEFT - RIGHT
PAGE_NUMBER_FROM_TOP = 10

HEAD_LEFT, HEAD_RIGHT = 68, 97  # issuer | state and motto
FOOT_LEFT, FOOT_RIGHT = 75, 90  # recipients | signature
FIRST_LINE = 12.7
SIGNATURE_ROOM = 28  # for the hand and the seal

STATE_SIZE, MOTTO_SIZE, ISSUER_SIZE, NUMBER_SIZE, PAGE_NUMBER_SIZE = 12, 13, 12, 13, 13
BODY_SIZE, ADDRESSEE_SIZE, LETTER_SUBJECT_SIZE = 14, 14, 12
RECIPIENTS_HEAD_SIZE, RECIPIENTS_SIZE, LINK_SIZE = 12, 11, 8
PARAGRAPH_SPACE = 6
LINE_SPACING = 1.1
RULE = 0.6  # the thickness of a line under a heading
QR_SIZE = 20

FAMILY = "Times New Roman"  # what a DOCX asks for; the PDF carries Tinos, which has the same widths
ISSUER_RULE = SUBJECT_RULE = 0.4  # of the text above; the decree asks for a third to a half
POINTS_PER_MM = 72 / 25.4
