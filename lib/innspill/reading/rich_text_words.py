"""The control words of RTF that matter for the text; all others only shape it.

Source: Microsoft, Rich Text Format (RTF) Specification, version 1.9.1 (2008).
"""

from collections.abc import Callable

from innspill.reading.rich_text_flow import PAGE_BREAK, Paragraph

CHARACTERS = {
    b"tab": "\t", b"line": "\n", b"lbr": "\n", b"column": "\n", b"page": "\n" + PAGE_BREAK, b"emdash": "—", b"endash": "–",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ",
    b"qmspace": " ", b"softline": "",
}  # fmt: skip
# A hyphen that does not break is a hyphen; one that only breaks words is kept for cleaning.
SYMBOLS = {b"~": "\u00a0", b"-": "\u00ad", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\t": "\t"}

# Groups that are read on their own, and what they are.
FLOWS = {
    **dict.fromkeys((b"header", b"headerl", b"headerr", b"headerf", b"footer", b"footerl", b"footerr", b"footerf"), "head"),
    **dict.fromkeys((b"shptxt", b"dptxbxtext"), "box"),
    **dict.fromkeys((b"listtext", b"pntext"), "label"),
    b"footnote": "note",
    b"title": "title",
}
# Groups whose own text is nothing, but that may hold a text box, a title, the end of a row or the text itself.
MUTED = {b"info", b"shpinst", b"fldinst", b"do", b"nesttableprops", b"upr"}
TABLES = {b"fonttbl", b"stylesheet", b"listtable", b"listoverridetable"}
# Groups that hold nothing to read, also where they do not say that they may be left out: styles and settings, pictures and
# objects, comments, entries of an index, the twin of a text box for old programs.
SKIPPED = {
    b"annotation", b"atnauthor", b"atndate", b"atnicn", b"atnid", b"atnparent", b"atnref", b"atntime", b"atrfend",
    b"atrfstart", b"aftncn", b"aftnsep", b"aftnsepc", b"background", b"bkmkend", b"bkmkstart", b"colorschememapping",
    b"colortbl", b"datafield", b"datastore", b"docvar", b"filetbl", b"formfield", b"ftncn", b"ftnsep", b"ftnsepc",
    b"generator", b"htmltag", b"keycode", b"latentstyles", b"mhtmltag", b"mmathPr", b"nonesttables", b"nonshppict",
    b"objalias", b"objclass", b"objdata", b"objname", b"objsect", b"objtime", b"passwordhash", b"pgdsctbl", b"pgptbl",
    b"pict", b"pnseclvl", b"pntxta", b"pntxtb", b"private", b"protusertbl", b"revtbl", b"rsidtbl", b"rxe", b"shppict",
    b"shprslt", b"sp", b"tc", b"template", b"themedata", b"txe", b"userprops", b"wgrffmtfilter", b"xe", b"xmlnstbl",
    # Properties of formulas; the formula's own text is in other groups.
    b"mrPr", b"mctrlPr", b"maccPr", b"mbarPr", b"mboxPr", b"mborderBoxPr", b"mdPr", b"meqArrPr", b"mfPr", b"mfuncPr",
    b"mgroupChrPr", b"mlimLowPr", b"mlimUppPr", b"mmPr", b"mnaryPr", b"mphantPr", b"mradPr", b"msPrePr", b"msSubPr",
    b"msSubSupPr", b"msSupPr", b"moMathParaPr", b"msty",
}  # fmt: skip
# Of the groups that others may leave out, those that are read.
OPEN = {*FLOWS, *MUTED, *TABLES, b"ud", b"pn", b"moMath", b"moMathPara"}


def _set(field: str, default: int = 0) -> Callable[[Paragraph, int | None], Paragraph]:
    return lambda paragraph, number: paragraph._replace(**{field: default if number is None else number})


# Control words that are properties of the paragraph.
PARAGRAPH: dict[bytes, Callable[[Paragraph, int | None], Paragraph]] = {
    b"pard": lambda _paragraph, _number: Paragraph(),
    b"s": _set("style"),
    b"ls": _set("list_id"),
    b"ilvl": _set("level"),
    b"outlinelevel": _set("outline"),
    b"itap": lambda paragraph, number: paragraph._replace(depth=max(number or 0, 1), in_table=(number or 0) > 0),
    b"intbl": lambda paragraph, number: paragraph._replace(in_table=number != 0),
    b"pagebb": lambda paragraph, number: paragraph._replace(new_page=number != 0),
}
