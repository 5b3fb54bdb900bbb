"""The words of the sheets that people code in and settle in, in bokmål and English."""

from collections.abc import Mapping

# Scheme → how many columns a sheet has for it. A segment has none to three themes; four leaves room. All four groups of one
# sentence must be possible, the function is exactly one.
COLUMNS: Mapping[str, int] = {"theme": 4, "group": 4, "function": 1, "addressee": 3}
# The function that is asked whom it is addressed to, and the addressee of those that name nobody.
REQUEST, NOBODY = "forslag", "uspesifisert"
# The list to settle, as it is called wherever it is written.
SETTLING_FILE = "uenigheter.xlsx"

HEADERS = {
    "nb": {"number": "Nr", "place": "Står under", "text": "Tekst", "theme": "Tema", "group": "Gruppe", "function": "Funksjon",
           "addressee": "Adressat", "remark": "Merknad", "segment_id": "Avsnitt", "check": "Kontroll", "sender": "Avsender",
           "scheme": "Slag", "code": "Kode", "codebook": "Kodeboken", "evidence": "Ordene", "pattern": "Mønster",
           "settled": "Avgjort", "scheme_id": "Slag-id", "code_id": "Kode-id", "label": "Navn",
           "definition": "Dette hører til", "is_not": "Dette hører ikke til"},
    "en": {"number": "No.", "place": "Stands under", "text": "Text", "theme": "Theme", "group": "Group", "function": "Function",
           "addressee": "Addressee", "remark": "Remark", "segment_id": "Segment", "check": "Check", "sender": "Sender",
           "scheme": "Kind", "code": "Code", "codebook": "The codebook", "evidence": "The words", "pattern": "Pattern",
           "settled": "Settled", "scheme_id": "Kind id", "code_id": "Code id", "label": "Name",
           "definition": "What belongs", "is_not": "What does not belong"},
}  # fmt: skip
SHEETS = {
    "nb": {"read": "Les først", "coding": "Koding", "codes": "Koder", "settling": "Uenigheter"},
    "en": {"read": "Read first", "coding": "Coding", "codes": "Codes", "settling": "Disagreements"},
}
NAME, SAMPLE = {"nb": "Koder (initialer)", "en": "Coder (initials)"}, {"nb": "Utvalg", "en": "Sample"}
DRAWN = {"nb": "Avsnitt i utvalget", "en": "Passages in the sample"}
# Over the names of those who gave the code, and of those who did not.
READERS = {"nb": ("Lesere: ja", "Lesere: nei"), "en": ("Readers: yes", "Readers: no")}
YES_NO = {"nb": ("ja", "nei"), "en": ("yes", "no")}
# What gave a code where no words did: nothing named anybody, no question, the question, the sub-heading.
UNWORDED = {
    "nb": ("ingen er nevnt", "utenfor spørsmålene", "spørsmålet", "mellomtittelen"),
    "en": ("nobody is named", "outside the questions", "the question", "the sub-heading"),
}
LEAD_IN = {"nb": "Innledes med", "en": "Introduced by"}
NO_QUESTION = {"nb": "Utenfor spørsmålene", "en": "Outside the questions"}
QUESTION = {"nb": "Spørsmål", "en": "Question"}
CUT = {"nb": "… [resten er utelatt]", "en": "… [the rest is left out]"}
NOT_LISTED = {"nb": "Velg fra listen, eller la cellen stå tom.", "en": "Choose from the list, or leave the cell empty."}

# What a coder reads before coding: (heading, paragraphs).
GUIDE: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "nb": (
        ("Slik gjør du", (
            "Arket «Koding» har ett avsnitt på hver rad. Les teksten, og velg fra listene på raden. Arket «Koder» sier "
            "hva hver kode omfatter, og hva den ikke omfatter. Ha det framme mens du koder.",
            "Kod det teksten sier. Spørsmålet og mellomtittelen den står under, er med fordi de sier hva den svarer på, "
            "og hvem den henvender seg til. De gir ikke avsnittet noe tema alene.",
            "Rader med funksjon regnes som kodet. En rad uten funksjon regnes som ikke kodet, og ikke som «ingen tema». "
            "Sier avsnittet ikke noe om noen av temaene, velger du bare funksjon og lar temaene stå tomme.",
            "Arbeid alene. Snakk ikke med de andre om enkeltavsnitt før alle har levert: det er enigheten deres som "
            "måles. Radene kommer i ulik rekkefølge hos hver av dere.",
            "Skriv initialene dine øverst i dette arket. De følger med tallene. Bruk «Merknad» når du er i tvil.",
        )),
        ("Tema", (
            "Hva avsnittet sier noe om. Gi hvert tema som avsnittet faktisk sier noe om, vanligvis ingen til tre. Et ord "
            "i forbifarten er ikke nok, og et bart prosjektnavn får bare temaet til innholdet sitt. Rekkefølgen betyr "
            "ingenting.",
        )),
        ("Gruppe", (
            "Bare når avsnittet taler om mennesker i gruppen. Navnet på en tjeneste er ikke nok, med mindre den bare er for "
            "én gruppe (FACT, IMR). En setning som ramser opp flere grupper, får dem alle.",
        )),
        ("Funksjon", (
            "Hva avsnittet gjør: nøyaktig én, den som dominerer. Et problem fulgt av en bønn får det som veier tyngst; i "
            "svar om støtte er det forslag. «Må» og «behov for» inne i et avsnitt om utfordringer er fortsatt utfordring. "
            "Punkter under en mellomtittel om tiltak er forslag. En navngitt tjeneste som holdes fram under gode "
            "eksempler, er eksempel; under spørsmålet om erfaringer er den erfaring. Egen strategi er erfaring. Bruddstykker "
            "uten verb får funksjonen til mellomtittelen. En kolonneoverskrift uten eget utsagn er fakta uten tema.",
        )),
        ("Adressat", (
            "Bare når funksjonen er forslag: hvem forslaget retter seg til. Spørsmålet og mellomtittelen teller med: er "
            "ingen nevnt i et svar om hva bestemte aktører kan gjøre, er det dem. Ellers velger du koden for at ingen er "
            "nevnt, med mindre bare én kunne gjøre det: tilskudd, finansieringssystem, fastlegeordning, lov og nasjonal plan "
            "er statens; samarbeidsavtalene er helsefellesskapets; «vi må» om egne ansatte er kommunens.",
        )),
    ),
    "en": (
        ("How to do it", (
            "The sheet «Coding» has one passage on each row. Read the text and choose from the lists on the row. The "
            "sheet «Codes» says what each code covers and what it does not. Keep it open while you code.",
            "Code what the text says. The question and the sub-heading that it stands under are shown because they tell "
            "what it answers and whom it addresses. They give a passage no theme by themselves.",
            "A row with a function counts as coded. A row without one counts as not coded, not as «no theme». Where a "
            "passage says nothing about any theme, choose the function only and leave the themes empty.",
            "Work alone. Do not discuss single passages with the others before all have delivered: it is your agreement "
            "that is measured. The rows come in a different order for each of you.",
            "Write your initials at the top of this sheet. They follow the numbers. Use «Remark» when in doubt.",
        )),
        ("Theme", (
            "What the passage says something about. Give every theme that it really says something about, normally none "
            "to three. A passing word is not enough, and a bare name of a project gets the theme of its content only. The "
            "order means nothing.",
        )),
        ("Group", (
            "Only where the passage speaks of people in the group. The name of a service is not enough, unless it is for one "
            "group only (FACT, IMR). A sentence that lists several groups gets them all.",
        )),
        ("Function", (
            "What the passage does: exactly one, the dominant one. A problem followed by a proposal gets what weighs most; "
            "in an answer about support that is a proposal. «Must» and «need for» inside a passage about challenges is "
            "still a challenge. Bullets under a heading of measures are proposals. A named service is an example where it "
            "is held up under good examples, an experience under the question on experiences. A strategy of one's own is an "
            "experience. Fragments without a verb get the function of their heading. The head of a column that says nothing "
            "by itself is a fact without a theme.",
        )),
        ("Addressee", (
            "Only where the function is a proposal: whom it is addressed to. The question and the sub-heading count: where "
            "nobody is named in an answer on what certain bodies can do, it is those. Otherwise choose the code for nobody "
            "named, unless only one could act: grants, funding system, GP scheme, law and national plan are the state's, the "
            "cooperation agreements the helsefellesskap's, «we must» about own staff the kommune's.",
        )),
    ),
}  # fmt: skip

SETTLING_GUIDE = {
    "nb": "Én rad er én kode på ett avsnitt der noen er uenige. Velg ja eller nei under «Avgjort». Det som er avgjort, regnes "
    "siden som fasit. Tomme rader er ikke avgjort.",
    "en": "A row is one code on one passage where somebody differs. Choose yes or no under «Settled». What is settled counts "
    "as the truth from then on. Empty rows are not settled.",
}

# What can be wrong with a sheet that comes back: (what, what to do).
PROBLEMS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "nb": {
        "unreadable": (
            "filen kan ikke leses som et kodeark ({0})",
            "Lever arket som «innspill agreement sheets» laget, som XLSX",
        ),
        "too_large": ("filen er for stor til å være et kodeark ({0})", "Lever arket som «innspill agreement sheets» laget"),
        "no_name": ("arket sier ikke hvem som har kodet; filnavnet «{0}» brukes", "Skriv initialene i arket «Les først»"),
        "name_twice": (
            "«{0}» har alt levert {1}; dette arket er ikke tatt med",
            "Gi hver koder sitt navn, eller lever ett ark",
        ),
        "other_sample": ("arket er av utvalget {0}, et annet ark av {1}", "Bare avsnitt som begge har kodet, kan sammenlignes"),
        "unknown_segment": ("avsnittet «{0}» finnes ikke i korpuset", "Bruk korpuset som arkene ble laget fra"),
        "text_changed": ("teksten er endret siden arket ble laget; raden er ikke tatt med", "Sett den opprinnelige tilbake"),
        "corpus_changed": (
            "avsnittet lyder nå annerledes i korpuset; raden er ikke tatt med",
            "Lag nye ark, og kod det på nytt",
        ),
        "other_corpus": (
            "ingen av de {0} avsnittene i arket står slik i korpuset; arket er ikke tatt med",
            "Bruk korpuset som arket ble laget fra, eller lag nye ark",
        ),
        "rows_gone": (
            "{0} av {1} avsnitt mangler i arket; de regnes ikke som kodet",
            "Hent radene tilbake fra det utsendte arket, eller la dem være ukodet",
        ),
        "segment_twice": ("avsnittet er alt kodet på rad {0}; raden er ikke tatt med", "Slett den ene raden"),
        "unknown_label": ("«{0}» er ikke et valg for {1}; raden er ikke tatt med", "Mente du «{2}»?"),
        "unknown_label_far": ("«{0}» er ikke et valg for {1}; raden er ikke tatt med", "Velg fra listen"),
        "no_function": (
            "raden har {0}, men ingen funksjon; den regnes ikke som kodet",
            "Velg funksjon, eller tøm raden",
        ),
        "two_functions": ("raden har to funksjoner; den er ikke tatt med", "Velg én"),
        "addressee_unasked": (
            "adressat uten at funksjonen er forslag; adressaten er ikke tatt med",
            "Fjern den, eller velg forslag",
        ),
        "addressee_missing": ("forslag uten adressat; regnes ikke med for adressat", "Velg adressat, også når ingen er nevnt"),
        "code_twice": ("«{0}» står to ganger; den regnes én gang", "Fjern den ene"),
        "not_yes_no": ("«{0}» er verken ja eller nei; raden er ikke tatt med", "Velg ja eller nei"),
        "unknown_code": (
            "koden «{0}» finnes ikke i kodeboken; raden er ikke tatt med",
            "Bruk kodeboken som listen ble laget med",
        ),
        "settled_twice": ("samme avsnitt og kode er avgjort ulikt; ingen av radene er tatt med", "La én rad stå"),
        "two_functions_settled": ("to funksjoner er avgjort som ja; ingen av dem er tatt med", "Velg ja for én av dem"),
        "too_many_rows": ("bare de første {0} radene er lest", "Del arket"),
    },
    "en": {
        "unreadable": (
            "the file cannot be read as a coding sheet ({0})",
            "Hand in the sheet that «innspill agreement sheets» made, as XLSX",
        ),
        "too_large": (
            "the file is too large for a coding sheet ({0})",
            "Hand in the sheet that «innspill agreement sheets» made",
        ),
        "no_name": (
            "the sheet does not say who coded it; the file name «{0}» is used",
            "Write the initials in the sheet «Read first»",
        ),
        "name_twice": (
            "«{0}» has handed in {1} already; this sheet is left out",
            "Give each coder a name, or hand in one sheet",
        ),
        "other_sample": (
            "the sheet is of sample {0}, another sheet of {1}",
            "Only passages that both have coded can be compared",
        ),
        "unknown_segment": ("the segment «{0}» is not in the corpus", "Use the corpus that the sheets were made from"),
        "text_changed": ("the text has been changed since the sheet was made; the row is left out", "Put the original back"),
        "corpus_changed": ("the corpus now has another text here; the row is left out", "Make new sheets and code it again"),
        "other_corpus": (
            "none of the {0} passages of the sheet stands so in the corpus; the sheet is left out",
            "Use the corpus that the sheet was made from, or make new sheets",
        ),
        "rows_gone": (
            "{0} of {1} passages are missing from the sheet; they do not count as coded",
            "Fetch the rows from the sheet that was sent out, or leave them uncoded",
        ),
        "segment_twice": ("the segment is coded on row {0} already; the row is left out", "Delete one of the rows"),
        "unknown_label": ("«{0}» is no choice for {1}; the row is left out", "Did you mean «{2}»?"),
        "unknown_label_far": ("«{0}» is no choice for {1}; the row is left out", "Choose from the list"),
        "no_function": (
            "the row has {0}, but no function; it does not count as coded",
            "Choose a function, or empty the row",
        ),
        "two_functions": ("the row has two functions; it is left out", "Choose one"),
        "addressee_unasked": (
            "an addressee where the function is no proposal; the addressee is left out",
            "Take it away, or choose proposal",
        ),
        "addressee_missing": (
            "a proposal without addressee; not counted for addressee",
            "Choose one, also where nobody is named",
        ),
        "code_twice": ("«{0}» stands twice; it counts once", "Take one away"),
        "not_yes_no": ("«{0}» is neither yes nor no; the row is left out", "Choose yes or no"),
        "unknown_code": (
            "the code «{0}» is not in the codebook; the row is left out",
            "Use the codebook that the list was made with",
        ),
        "settled_twice": ("the same segment and code is settled in two ways; both rows are left out", "Keep one row"),
        "two_functions_settled": ("two functions are settled as yes; both are left out", "Choose yes for one of them"),
        "too_many_rows": ("only the first {0} rows are read", "Divide the sheet"),
    },
}  # fmt: skip
