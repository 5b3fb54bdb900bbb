"""Files inside files, versions, decisions, private persons: what of a folder is one submission, and what leaves the corpus."""

import io
import os
import random
import shutil
from email.message import EmailMessage
from pathlib import Path

import pandas as pd
import pytest

from hostile import mail, pdf, zipped
from innspill import intake_running
from innspill.corpus import Corpus, code_corpus, open_corpus, read_corpus
from innspill.errors import InnspillError
from innspill.intake_versions import unused_decisions
from innspill.limits import Limits
from innspill.reading.ocr import ocr_available

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"
CONSULTATION = ROOT / "data/consultations/nhsp.yml"
CODEBOOK = ROOT / "data/codebook.yml"

LETTER = """Innspill fra {kommune} kommune

Dato: {date}

1. Hva er de viktigste utfordringene?

Fastlegene slutter, og legevakten står tom annenhver helg. {more}

2. Hvilke tiltak er aktuelle?

Vi trenger flere hender i hjemmetjenesten, og penger til å lønne dem med. Ring Solveig Fjelltun hvis noe er uklart.

Med vennlig hilsen

Solveig Fjelltun
kommunedirektør
{kommune} kommune
Telefon 57 00 12 34
solveig.fjelltun@{slug}.kommune.no
"""


def letter(kommune: str = "Havnesund", date: str = "12. september 2022", more: str = "Det koster.") -> str:
    return LETTER.format(kommune=kommune, date=date, more=more, slug=kommune.lower())


def read(place: Path, files: dict[str, str | bytes], decisions: str = "", **more: object) -> Corpus:
    folder, registry = place / "letters", place / "registry"
    if not registry.exists():
        shutil.copytree(SAMPLE / "registry", registry)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    if decisions:
        (registry / "decisions.csv").write_text(f"file,decision,reason\n{decisions}\n", encoding="utf-8")
    return read_corpus(folder, consultation=CONSULTATION, registry=registry, corpus=place / "corpus", **more)


def column(corpus: Corpus, name: str) -> dict[str, object]:
    ledger = corpus.ledger.astype(object).where(corpus.ledger.notna(), None)
    return dict(zip(ledger["file"], ledger[name], strict=True))


# ---- e-mail and archives ----------------------------------------------------------------------------------------------


def test_an_email_and_its_attachments_are_one_submission_and_each_has_its_own_line(tmp_path):
    sent = EmailMessage()
    sent["From"], sent["To"], sent["Subject"] = "postmottak@havnesund.example", "hod@example.org", "Innspill"
    sent["Date"] = "Mon, 12 Sep 2022 09:00:00 +0200"
    more = "Vi legger til at ferjene er en del av akuttkjeden, og at de er få."
    sent.set_content(f"Hei!\n\nVedlagt følger innspillet fra kommunen.\n\n{more}\n\nMed vennlig hilsen\nHavnesund kommune\n")
    sent.add_attachment(letter().encode(), maintype="text", subtype="plain", filename="svar.txt")
    sent.add_attachment(b"\x00\x01" * 500, maintype="application", subtype="octet-stream", filename="ukjent.bin")
    corpus = read(tmp_path, {"post.eml": sent.as_bytes()})
    assert column(corpus, "status") == {"post.eml": "warning", "post.eml/svar.txt": "read", "post.eml/ukjent.bin": "rejected"}
    assert "ukjent.bin" in column(corpus, "reason")["post.eml"]
    (document,) = corpus.documents.itertuples()
    assert (document.file, document.sender, document.call) == ("post.eml", "Havnesund kommune", "nhsp-2022")
    assert {column(corpus, "submission_id")[f] for f in ("post.eml", "post.eml/svar.txt")} == {document.submission_id}
    answered = corpus.segments[corpus.segments["question"].notna()]
    assert set(answered["in_file"]) == {"post.eml/svar.txt"} and set(answered["question"]) == {"1", "2"}
    assert corpus.segments.loc[corpus.segments["in_file"] == "post.eml", "text"].tolist() == [more]
    outside = corpus.furniture[corpus.furniture["in_file"] == "post.eml"].set_index("text")["reason"]
    assert outside["Vedlagt følger innspillet fra kommunen."] == "letterhead"
    assert corpus.segments["segment_id"].is_unique and document.words == corpus.ledger["words"].sum()


def test_a_letter_that_also_lies_in_an_email_is_read_once_and_the_other_is_a_duplicate(tmp_path):
    corpus = read(tmp_path, {"a.txt": letter(), "post.eml": mail("Se vedlegg.", "svar.txt", letter().encode())})
    assert column(corpus, "status")["a.txt"] == "duplicate"
    assert column(corpus, "reason")["a.txt"] == "Samme innhold som post.eml/svar.txt."
    assert corpus.documents["file"].tolist() == ["post.eml"]
    assert column(corpus, "submission_id")["a.txt"] == corpus.documents["submission_id"].iloc[0]


def test_every_letter_in_an_archive_is_a_submission_of_its_own(tmp_path):
    inside = [("mappe/a.txt", letter().encode()), ("b.txt", letter("Kobbnes").encode()), ("tom.txt", b"")]
    corpus = read(tmp_path, {"svar.zip": zipped(inside)})
    assert column(corpus, "status") == {
        "svar.zip": "warning", "svar.zip/mappe/a.txt": "read", "svar.zip/b.txt": "read", "svar.zip/tom.txt": "rejected",
    }  # fmt: skip
    assert dict(zip(corpus.documents["file"], corpus.documents["sender"], strict=True)) == {
        "svar.zip/mappe/a.txt": "Havnesund kommune", "svar.zip/b.txt": "Kobbnes kommune",
    }  # fmt: skip


def test_an_email_in_an_archive_keeps_its_attachments_and_an_archive_in_an_email_is_part_of_it(tmp_path):
    inner = mail("Vi legger til at ferjene er for få.", "a.txt", letter().encode())
    outer = mail("Vi legger til at veien er for lang.", "vedlegg.zip", zipped([("b.txt", letter("Kobbnes").encode())]))
    corpus = read(tmp_path, {"svar.zip": zipped([("post.eml", inner)]), "post.eml": outer})
    assert sorted(corpus.documents["file"]) == ["post.eml", "svar.zip/post.eml"]
    files = corpus.segments.groupby("submission_id")["in_file"].agg(set).tolist()
    assert {"svar.zip/post.eml", "svar.zip/post.eml/a.txt"} in files
    assert {"post.eml", "post.eml/vedlegg.zip/b.txt"} in files


def test_an_email_whose_attachment_cannot_be_read_is_read_with_a_note(tmp_path):
    corpus = read(tmp_path, {"post.eml": mail("Havnesund kommune har ingen merknader.", "a.pdf", pdf(password="x"))})
    assert column(corpus, "status") == {"post.eml": "warning", "post.eml/a.pdf": "rejected"}
    assert len(corpus.documents) == 1


def test_what_lies_deeper_or_is_more_than_the_limits_is_refused_and_the_rest_is_read(tmp_path):
    deep = zipped([("innerst.zip", zipped([("a.txt", letter().encode())])), ("b.txt", letter("Kobbnes").encode())])
    corpus = read(tmp_path, {"svar.zip": zipped([("indre.zip", deep)])}, limits=Limits(depth=2))
    assert column(corpus, "status")["svar.zip/indre.zip/b.txt"] == "read"
    assert column(corpus, "reason")["svar.zip/indre.zip/innerst.zip/a.txt"].startswith("Filen ligger mer enn 2 filer dypt")


def test_a_mail_that_lies_alone_and_in_another_mail_is_read_once_with_its_attachment(tmp_path):
    inner = mail("Vi legger til at ferjene er for få.", "brev.txt", letter().encode())
    corpus = read(tmp_path, {"a.eml": inner, "videresendt.eml": mail("Sender dette videre.", "a.eml", inner)})
    assert [row for row in column(corpus, "status").values() if row == "rejected"] == []
    assert "Fastlegene slutter" in " ".join(corpus.segments["text"])
    assert (corpus.segments["text"].str.contains("Fastlegene slutter")).sum() == 1
    twice = read(tmp_path / "twice", {"brev.eml": inner, "brev.eml.eml": inner})
    assert len(twice.documents) == 1 and set(column(twice, "status").values()) == {"read", "duplicate"}


def test_the_same_archive_in_two_places_is_read_once(tmp_path):
    inner = zipped([("brev.txt", letter().encode())])
    corpus = read(tmp_path, {"a.zip": inner, "b.zip": zipped([("a.zip", inner)]), "c.zip": inner})
    assert "rejected" not in set(column(corpus, "status").values()) and len(corpus.documents) == 1


def test_a_mail_without_words_whose_attachment_is_read_elsewhere_is_a_duplicate(tmp_path):
    first, second = (mail(text, "brev.txt", letter().encode()) for text in ("Vi legger til at ferjene er få.", ""))
    corpus = read(tmp_path, {"a.eml": first, "b.eml": second})
    assert column(corpus, "status")["b.eml"] == column(corpus, "status")["b.eml/brev.txt"] == "duplicate"


def test_names_that_meet_are_told_apart(tmp_path):
    inner = zipped([("brev.txt", letter().encode())])
    corpus = read(tmp_path, {"a.zip": zipped([("i.zip", inner), ("i.zip/brev.txt", letter("Kobbnes").encode())])})
    assert "a.zip/i.zip/brev.txt (2)" in column(corpus, "status") and len(corpus.documents) == 2


def test_an_archive_of_archives_never_fills_the_disk(tmp_path, monkeypatch):
    # Packed some 60 times: within the ratio that an archive may have.
    filled = [random.Random(n).randbytes(60_000) + bytes(4_000_000) for n in range(12)]
    bombs = [(f"{n}.zip", zipped([("nuller.txt", content)])) for n, content in enumerate(filled)]
    limits = Limits(unpacked=10)
    most = []
    keep = intake_running.Budget.keep
    scratch = tmp_path / "corpus"

    def watch(self, node):
        keep(self, node)
        most.append(sum(path.stat().st_size for path in scratch.rglob("*.part") if path.is_file()))

    monkeypatch.setattr(intake_running.Budget, "keep", watch)
    corpus = read(tmp_path, {"bomber.zip": zipped(bombs), "a.txt": letter()}, limits=limits)
    assert max(most) < 30_000_000
    assert column(corpus, "status")["a.txt"] == "read" and "10 MB" in " ".join(filter(None, column(corpus, "reason").values()))


# ---- versions, decisions, private persons -----------------------------------------------------------------------------

NEWER = letter(date="30. september 2022", more="Det koster mer.")


def test_two_letters_of_a_sender_to_one_call_are_flagged_and_both_are_kept(tmp_path):
    corpus = read(tmp_path, {"gammel.txt": letter(), "ny.txt": NEWER, "annen.txt": letter("Kobbnes")})
    assert len(corpus.documents) == 3
    reasons = column(corpus, "reason")
    assert "ny.txt" in reasons["gammel.txt"] and "nyere" in reasons["gammel.txt"] and "decisions.csv" in reasons["gammel.txt"]
    assert "gammel.txt" in reasons["ny.txt"] and "eldre" in reasons["ny.txt"]
    versions = corpus.documents.set_index("file")["versions"]
    assert versions["ny.txt"] == "gammel.txt" and pd.isna(versions["annen.txt"])


def test_a_reviewer_leaves_out_one_version_or_keeps_both(tmp_path):
    files = {"gammel.txt": letter(), "ny.txt": NEWER}
    corpus = read(tmp_path / "one", files, decisions="gammel.txt,utelat,erstattet av ny.txt")
    assert corpus.documents["file"].tolist() == ["ny.txt"]
    assert column(corpus, "status") == {"gammel.txt": "ignored", "ny.txt": "read"}
    assert column(corpus, "reason")["gammel.txt"] == "Utelatt i decisions.csv: erstattet av ny.txt."
    both = read(tmp_path / "two", files, decisions="gammel.txt,behold,to etater\nny.txt,behold,to etater")
    assert set(column(both, "status").values()) == {"read"} and both.documents["versions"].isna().all()


@pytest.mark.parametrize("row", ["a.txt,slett,x", ",utelat,x", "a.txt,utelat,", "a.txt,utelat,x\na.txt,behold,y"])
def test_a_decision_that_cannot_be_followed_is_one_clear_line(tmp_path, row):
    with pytest.raises(InnspillError, match=r"decisions\.csv, line"):
        read(tmp_path, {"a.txt": letter()}, decisions=row)


def test_a_decision_about_no_file_is_told(tmp_path):
    corpus = read(tmp_path, {"brev å.txt": letter()}, decisions="brev a\u030a.txt,behold,x\nborte.txt,utelat,x")
    (line,) = unused_decisions(tmp_path / "registry", corpus.ledger["file"])
    assert "«borte.txt»" in line


def test_a_file_in_an_archive_can_be_left_out(tmp_path):
    files = {"svar.zip": zipped([("a.txt", letter().encode()), ("b.txt", letter("Kobbnes").encode())])}
    corpus = read(tmp_path, files, decisions="svar.zip/a.txt,utelat,feil fil")
    assert corpus.documents["file"].tolist() == ["svar.zip/b.txt"]


PRIVATE = """Til Helse- og omsorgsdepartementet

Jeg er {work} og skriver som privatperson. Jeg mener at {view}

Med vennlig hilsen
{name}
"""


def told_by(corpus: Corpus) -> str:
    """Everything that a published corpus says, in lower case."""
    tables = (corpus.ledger, corpus.documents, corpus.segments, corpus.furniture, corpus.signatories, corpus.masks)
    return " ".join(str(cell) for table in tables for cell in table.to_numpy().ravel()).casefold()


def test_private_persons_are_numbered_and_their_names_stay_in_the_corpus_folder(tmp_path):
    view = "fastlegen må bo her, og legevakten må ha folk som kjenner bygda og veiene i den, også om vinteren."
    people = {
        "brev fra Torunn Haugsvær.txt": PRIVATE.format(work="pensjonist", view=view, name="Torunn Haugsvær"),
        "innspill_torunn_haugsvær_2.txt": PRIVATE.format(work="pensjonist", view=view + " Ja.", name="Torunn Haugsvær"),
        "b.txt": PRIVATE.format(work="sykepleier", view="vaktene er for lange om natten.", name="Odd-Arne Myrland"),
    }
    corpus = read(tmp_path, people)
    assert sorted(corpus.documents["sender"]) == ["Privatperson 1", "Privatperson 2", "Privatperson 3"]
    assert sorted(corpus.signatories["sender"]) == ["Privatperson 1", "Privatperson 2", "Privatperson 3"]
    # Two letters that say the same are flagged, but nobody knows that one person wrote them.
    assert column(corpus, "reason")["brev fra Torunn Haugsvær.txt"].count("Nesten samme tekst") == 1
    shown = corpus.published()
    assert not [name for name in ("torunn", "haugsvær", "odd-arne", "myrland") if name in told_by(shown)]
    assert {"Torunn Haugsvær", "Odd-Arne Myrland"} <= set(corpus.masks["text"])
    assert set(shown.documents["file"]) == set(shown.ledger["file"]) == set(shown.segments["in_file"])
    assert shown.ledger["file"].is_unique


def test_two_kommuner_of_one_name_are_told_apart_where_both_have_written(tmp_path):
    registry = tmp_path / "registry"
    shutil.copytree(ROOT / "data/registry", registry)
    for number, place in enumerate(("Møre og Romsdal", "Nordland"), start=1):
        known = f"Heroey{number}.txt,,Herøy ({place}) kommune,kommune,kjent"
        with (registry / "aliases.csv").open("a", encoding="utf-8") as file:
            file.write(f"{known}\n")
    corpus = read(tmp_path, {f"Heroey{number}.txt": letter("Herøy", more=f"Brev {number}.") for number in (1, 2)})
    assert set(corpus.documents["sender"]) == {"Herøy kommune"} and corpus.documents["versions"].isna().all()
    assert set(corpus.published().documents["sender"]) == {"Herøy (Møre og Romsdal) kommune", "Herøy (Nordland) kommune"}


# ---- what leaves the corpus folder ------------------------------------------------------------------------------------


def test_published_tables_mask_persons_and_keep_the_offsets_of_the_codes(tmp_path):
    corpus = read(tmp_path, {"a.txt": letter()})
    code_corpus(tmp_path / "corpus", CODEBOOK)
    files = {"consultation": CONSULTATION, "codebook": CODEBOOK, "registry": tmp_path / "registry"}
    opened = open_corpus(tmp_path / "letters", corpus=tmp_path / "corpus", **files)
    shown = opened.published()
    text = " ".join([*shown.segments["text"], *shown.furniture["text"]])
    assert "Solveig" not in text and "57 00 12 34" not in text and "solveig" not in text
    assert "Ring ███████ ████████ hvis" in text and "kommunedirektør" in text
    assert [len(t) for t in shown.segments["text"]] == [len(t) for t in opened.segments["text"]]
    texts = shown.segments.set_index("segment_id")["text"]
    quoted = list(shown.codes.dropna(subset="start").itertuples())
    assert quoted and all(texts[code.segment_id][code.start : code.end] == code.evidence for code in quoted)
    assert shown.masks["text"].isna().all() and set(shown.masks["kind"]) >= {"name", "telephone", "email"}
    assert "Solveig Fjelltun" in set(corpus.masks["text"])


def test_the_limits_that_a_corpus_was_read_with_are_those_that_it_is_opened_with(tmp_path, monkeypatch):
    read(tmp_path, {"a.txt": letter(), "lang.txt": letter(more="Det koster mer. " * 400)}, limits=Limits(characters=2_000))
    files = {"consultation": CONSULTATION, "codebook": CODEBOOK, "registry": tmp_path / "registry"}
    monkeypatch.setattr("innspill.corpus.read_letters", lambda *_: pytest.fail("read anew"))
    opened = open_corpus(tmp_path / "letters", corpus=tmp_path / "corpus", **files)
    assert column(opened, "status") == {"a.txt": "read", "lang.txt": "rejected"}
    assert "2000" in column(opened, "reason")["lang.txt"]


# ---- scans ------------------------------------------------------------------------------------------------------------


def scan(text: str) -> bytes:
    """A PDF of one page that is a picture of `text`."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", (1240, 1754), 255)
    font = ImageFont.load_default(size=30)
    ImageDraw.Draw(page).multiline_text((120, 150), text, font=font, fill=0, spacing=14)
    made = io.BytesIO()
    page.save(made, format="PDF", resolution=150)
    return made.getvalue()


SCANNED = "Innspill fra Havnesund kommune\n\nFastlegene slutter, og legevakten er tom.\nVi trenger flere hender i tjenesten."


def test_without_text_recognition_a_scan_is_a_line_that_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(intake_running, "ocr_available", lambda: "Programmet mangler: installer det.")
    corpus = read(tmp_path, {"skannet.pdf": scan(SCANNED), "a.txt": letter()})
    assert column(corpus, "status") == {"a.txt": "read", "skannet.pdf": "rejected"}
    reason = "PDF-en har ingen lesbar tekst, bare bilder. Programmet mangler: installer det."
    assert column(corpus, "reason")["skannet.pdf"] == reason


def test_text_recognition_can_be_switched_off(tmp_path):
    corpus = read(tmp_path, {"skannet.pdf": scan(SCANNED), "a.txt": letter()}, limits=Limits(ocr_seconds=0))
    assert "slått av" in column(corpus, "reason")["skannet.pdf"]


def test_a_scan_is_read_with_text_recognition_and_the_ledger_says_so(tmp_path):
    if missing := ocr_available():
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    corpus = read(tmp_path, {"skannet.pdf": scan(SCANNED)})
    (document,) = corpus.documents.itertuples()
    assert document.sender == "Havnesund kommune" and "Fastlegene slutter" in " ".join(corpus.segments["text"])
    assert column(corpus, "status")["skannet.pdf"] == "warning"
    assert "tekstgjenkjenning" in column(corpus, "reason")["skannet.pdf"]
