"""The fixed words of the page: its own sentences, statuses, and what the columns of the tables are called."""

from innspill.wording import VALUE_LABELS

SAY = {
    "nb": {
        "title": "Innspill: figurene", "lead": "Her er figurene fra én kjøring av Innspill: hva avsenderne tar opp, og hvilke"
        " brev og setninger som står bak hvert tall. De som svarte, valgte det selv: tallene gjelder dem. At et tema er"
        " tatt opp, sier ikke hva avsenderen mener om det.",
        "figure": "Figur", "figures": ("figur", "figurer"), "files_read": "{} av {} filer er lest",
        "skip": "Hopp til figurene", "contents": "Innhold", "reading": "Brevene som er lest", "files": "filer",
        "status": "Status", "count": "Antall", "file": "Fil", "reason": "Grunn",
        "not_read": "Filer som ikke er lest, eller er lest med merknad",
        "parameters": "Slik ble kjøringen gjort", "name": "Navn", "value": "Verdi", "download": "Last ned {} ({})",
        "numbers": "Tallene i figuren ({})", "rows": ("rad", "rader"), "behind": "Brevene bak denne figuren ({})",
        "quotes": "Setningene bak tallene", "passage": ("avsnitt", "avsnitt"), "in": "i", "shown": "viser {} av {}",
        "question": "spørsmål", "page": "side", "sender": "Avsender", "type": "Type", "date": "Dato",
        "passages": "Avsnitt bak tallene", "more": "Siden viser de første {} av {} rader; CSV-filen har alle.",
        "none": "Ingen figurer i mappen.", "yes": "ja", "no": "nei", "downloads": "Last ned figuren",
        "foot": "Laget med Innspill. Siden henter ingenting fra nettet og kan sendes alene.",
    },
    "en": {
        "title": "Innspill: the figures", "lead": "The figures of one run of Innspill: what the senders raise, and the letters"
        " and passages behind every number. Those who answered chose to: the numbers speak for them. A theme raised is not a"
        " view taken.",
        "figure": "Figure", "figures": ("figure", "figures"), "files_read": "{} of {} files were read",
        "skip": "Skip to the figures", "contents": "Contents", "reading": "The letters read", "files": "files",
        "status": "Status", "count": "Number", "file": "File", "reason": "Reason", "not_read": "Files with a remark",
        "parameters": "How the run was made", "name": "Name", "value": "Value", "download": "Download {} ({})",
        "numbers": "The numbers in the figure ({})", "rows": ("row", "rows"), "behind": "Letters behind this figure ({})",
        "quotes": "The passages behind the numbers", "passage": ("passage", "passages"), "in": "in",
        "shown": "showing {} of {}", "question": "question", "page": "page", "sender": "Sender", "type": "Type",
        "date": "Date", "passages": "Passages behind the numbers",
        "more": "The page shows the first {} of {} rows; the CSV file has them all.", "none": "No figures in the folder.",
        "yes": "yes", "no": "no", "downloads": "Download the figure",
        "foot": "Made with Innspill. The page fetches nothing from the network and can be sent alone.",
    },
}  # fmt: skip
STATUS = VALUE_LABELS
COLUMNS = {
    "submission_id": "brev (id)", "sender": "avsender", "sender_type": "avsendertype", "call": "innspillsrunde",
    "question": "spørsmål", "facet": "fasett (id)", "facet_label": "slags spørsmål", "label": "tema eller spørsmål",
    "call_label": "innspillsrunde", "n_joint": "bare i fellesbrev",
    "letters_in_reference_group": "brev hos de andre", "status": "status",
    "words": "ord", "code": "tema (id)", "group": "gruppe", "n": "antall", "n_letters": "brev i alt", "share": "andel",
    "hollow": "for få", "unit": "enhet", "row": "rad (id)", "row_label": "rad", "n_segments": "avsnitt i brevet",
    "helsefellesskap": "helsefellesskap (id)", "short": "kode", "name": "navn", "rhf": "RHF", "n_kommuner": "kommuner",
    "n_answered": "kommuner som svarte", "own_answer": "eget svar", "word": "ord", "pair": "ordpar", "letters": "brev",
    "g2": "G²", "log_ratio": "log₂", "n_target": "antall i gruppen", "n_reference": "antall hos de andre",
    "one_letter": "bæres av ett brev", "tile_row": "rutekart, rad", "tile_col": "rutekart, kolonne",
    "words_target": "ord i gruppen", "words_reference": "ord hos de andre", "letters_target": "brev med ordet i gruppen",
    "letters_reference": "brev med ordet hos de andre", "letters_in_target_group": "brev i gruppen",
    "total": "samlet", "alpha_low": "α, nedre", "alpha_high": "α, øvre", "precision_low": "presisjon, nedre",
    "precision_high": "presisjon, øvre", "recall_low": "gjenfinning, nedre", "recall_high": "gjenfinning, øvre",
    "f1_low": "F1, nedre", "f1_high": "F1, øvre", "comparison_label": "sammenlikning", "n_words": "ord i brevet",
}  # fmt: skip

# The column with a name for the ids of another.
LABELS = {
    "code": "label", "facet": "facet_label", "submission_id": "sender", "row": "row_label", "helsefellesskap": "name",
    "comparison": "comparison_label",
}  # fmt: skip

# The order that a notebook's charts are read in.
CHARTS = (
    "coverage_tiles", "answers_matrix", "prevalence_dumbbells", "emphasis_heatmap", "facet_heatmap", "keyness_bars",
    "collocation_bars", "word_clouds", "word_bars", "agreement_dots", "uncoded_bars", "balance_dots",
)  # fmt: skip
