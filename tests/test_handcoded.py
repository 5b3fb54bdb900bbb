"""Hand-coded letters: what people said becomes what a codebook is measured against; a wrong line is named."""

import re
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from innspill.agreement_handcoded import load_handcoded
from innspill.agreement_results import agreement
from innspill.codebook import load_codebook
from innspill.codebook_tables import code_table
from innspill.coding import code_segments
from innspill.consultation_file import load_consultation
from innspill.errors import InnspillError
from innspill.session_handcoding import HandCoding

ROOT = Path(__file__).resolve().parents[1]
CHOICES = pd.DataFrame({
    "scheme": ["theme", "theme", "function", "function", "addressee"],
    "code": ["akutt", "fastlege", "forslag", "fakta", "stat"],
    "label": ["Akutt", "Fastleger", "Forslag", "Fakta", "Staten"],
})  # fmt: skip
LETTERS = "file,language,call,use\nviki.txt,nb,nhsp-2022,prøve\nnesa.txt,nn,,øving\n"
PASSAGES = (
    "file,segment,question,kind,heading,text\n"
    'viki.txt,v-1,2,paragraph,,"Legevakten trenger folk, og båten er treg."\n'
    "viki.txt,v-2,,bullet,Om oss,Viki har ferge.\n"
    "nesa.txt,n-1,,paragraph,,Nesa har fastlege.\n"
)
READINGS = (
    "reader,file,segment,themes,groups,function,addressee\n"
    "Ane,viki.txt,v-1,akutt;fastlege,,forslag,stat\n"
    "Ane,viki.txt,v-2,,,fakta,\n"
    "Bo,viki.txt,v-1,akutt,,forslag,\n"
    "Bo,nesa.txt,n-1,fastlege,,fakta,\n"
)


@pytest.fixture(scope="module")
def consultation():
    return load_consultation(ROOT / "data/consultations/nhsp.yml")


@pytest.fixture
def load(tmp_path, consultation):
    def loaded(letters=LETTERS, passages=PASSAGES, readings=READINGS, **more):
        for name, text in (("letters", letters), ("passages", passages), ("readings", readings)):
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return load_handcoded(tmp_path, consultation, CHOICES, **more)

    return loaded


def test_only_letters_for_the_examination_are_loaded(load):
    assert load().documents["file"].tolist() == ["viki.txt"]
    assert load(use=None).segments["segment_id"].tolist() == ["v-1", "v-2", "n-1"]
    assert load(use="øving").filled.coders == ("Bo",)


def test_a_passage_has_the_facet_of_its_question_and_its_own_words(load):
    segments = load().segments.set_index("segment_id")
    assert segments.loc["v-1", "facet"] == "tiltak" and segments.loc["v-1", "words"] == 7
    assert pd.isna(segments.loc["v-2", "facet"]) and segments.loc["v-2", "heading"] == "Om oss"


def test_every_code_of_every_reader_is_an_answer_and_no_theme_is_one_too(load):
    filled = load().filled
    said = set(filled.answers[["coder", "segment_id", "code"]].itertuples(index=False, name=None))
    assert said == {("Ane", "v-1", "akutt"), ("Ane", "v-1", "fastlege"), ("Ane", "v-1", "forslag"), ("Ane", "v-1", "stat"),
                    ("Ane", "v-2", "fakta"), ("Bo", "v-1", "akutt"), ("Bo", "v-1", "forslag")}  # fmt: skip
    assert filled.coded[["coder", "segment_id"]].values.tolist() == [["Ane", "v-1"], ["Ane", "v-2"], ["Bo", "v-1"]]


@pytest.mark.parametrize(
    ("part", "old", "new", "told"),
    [
        ("readings", "akutt;fastlege", "akutt;fastleger", r"readings\.csv, line 2: «fastleger» is no theme"),
        ("readings", ",fakta,\nBo", ",,\nBo", r"readings\.csv, line 3: the function is missing"),
        ("readings", "themes,groups", "tema,groups", r"readings\.csv, line 1: the column «themes» is missing"),
        ("passages", "nesa.txt,n-1", "vesa.txt,n-1", r"passages\.csv, line 4: the letter is not in letters\.csv"),
        ("readings", "viki.txt,v-2", "viki.txt,v-9", r"readings\.csv, line 3: there is no such passage"),
        ("passages", "viki.txt,v-2", "viki.txt,v-1", r"passages\.csv, line 3: the segment stands twice"),
        ("letters", "prøve", "annet", r"letters\.csv: there is no letter for «prøve»"),
    ],
)
def test_a_wrong_line_is_named(load, part, old, new, told):
    texts = {"letters": LETTERS, "passages": PASSAGES, "readings": READINGS}
    assert old in texts[part]
    with pytest.raises(InnspillError, match=told):
        load(**{**texts, part: texts[part].replace(old, new, 1)})


def shipped(codebook, consultation):
    return load_handcoded(ROOT / "data/handcoded", consultation, code_table(codebook))


def test_the_shipped_letters_are_read_by_two_and_have_every_theme(consultation):
    codebook = load_codebook(ROOT / "data/codebook.yml")
    examination = shipped(codebook, consultation)
    assert len(examination.documents) == 12 and set(examination.documents["language"]) == {"nb", "nn"}
    readers = examination.filled.coded.groupby("coder")["segment_id"].nunique()
    assert readers.tolist() == [len(examination.segments)] * 2
    seen = examination.filled.answers.query("scheme == 'theme'").groupby("code").size()
    assert (seen.reindex(codebook.codes("theme")).fillna(0) >= 16).all()


def test_the_codebook_does_on_strangers_letters_what_the_readme_says(consultation):
    codebook = load_codebook(ROOT / "data/codebook.yml")
    examination = shipped(codebook, consultation)
    codes = code_segments(examination.segments, codebook, examination.documents)
    table = agreement(
        examination.filled, codes, examination.segments, examination.documents, code_table(codebook), n_boot=2
    ).table.set_index(["scheme", "code", "comparison"])
    told = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    said = {"theme": r"F1 is (0\.\d\d) for themes", "group": r"(0\.\d\d) for patient groups",
            "function": r"(0\.\d\d) for functions", "addressee": r"(0\.\d\d) for addressees"}  # fmt: skip
    for scheme, sentence in said.items():
        written = re.search(sentence, told)
        assert written, f"README does not say how the codebook does on {scheme}"
        assert f"{table.loc[(scheme, 'micro', 'codebook'), 'f1']:.2f}" == written[1], scheme


def test_the_passages_of_the_examination_are_named_and_not_quoted(consultation):
    codebook = load_codebook(ROOT / "data/codebook.yml")

    class Notebook(HandCoding):
        corpus = SimpleNamespace(codebook=codebook, consultation=consultation)

    notebook = Notebook()
    sealed = notebook.examine(notebook.handcoded("data/handcoded")).explain(scheme="theme", code="akutt", comparison="codebook")
    assert len(sealed) and sealed["text"].str.fullmatch(r"[\w-]+ \(passages\.csv\)").all() and sealed["evidence"].isna().all()
    wrong, missed = notebook.errors(notebook.handcoded("data/handcoded", use="øving"), "akutt")
    assert wrong["codebook"].all() and not missed["codebook"].any()
    assert wrong["text"].str.contains(" ").all() and (wrong["evidence"] != "").all()
