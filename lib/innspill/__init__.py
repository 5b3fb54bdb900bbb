"""Innspill: letters of a public consultation → who wrote them, what each passage answers and says, comparative charts.

The public names, in the order of the stages. Each is loaded when it is first used: a notebook that only counts words does
not wait for the readers.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "InnspillError": "errors",
    # files → text
    "Line": "pages",
    "Pages": "pages",
    "detect_format": "reading",
    "read_pages": "reading",
    "clean_pages": "cleaning",
    # text → documents and segments
    "load_registry": "registry",
    "find_sender": "senders",
    "detect_language": "languages",
    "load_consultation": "consultation_file",
    "segment_letter": "segmenting",
    "Corpus": "corpus",
    "read_corpus": "corpus",
    "open_corpus": "corpus",
    # segments → codes
    "load_codebook": "codebook",
    "code_table": "codebook_tables",
    "pattern_table": "codebook_tables",
    "load_written_forms": "codebook_forms",
    "check_codebook": "codebook_check",
    "explain_codes": "codebook_try",
    "code_segments": "coding",
    "code_corpus": "corpus",
    "find_pattern_hits": "pattern_hits",
    "find_initiative_candidates": "initiatives",
    # codes beside people's
    "draw_sample": "agreement_sample",
    "write_sheets": "agreement_sheets",
    "read_filled": "agreement_filled",
    "load_handcoded": "agreement_handcoded",
    "agreement": "agreement_results",
    "beside_people": "agreement_beside",
    "disagreements": "agreement_results",
    "audit_patterns": "agreement_audit",
    "write_disagreements": "agreement_settling",
    "read_settled": "agreement_settling",
    # codes → results
    "Result": "results",
    "coverage": "answering",
    "answers": "answering",
    "word_accounts": "answering",
    "prevalence": "comparing",
    "emphasis": "comparing",
    "facet_themes": "comparing",
    "find_evidence": "evidence",
    "uncoded": "uncoded_passages",
    "language_balance": "uncoded_passages",
    "keyness": "words",
    "collocations": "words",
    "word_counts": "words",
    "concordance": "kwic",
    "candidate_words": "word_candidates",
    "load_stopwords": "tokens",
    # results → figures
    "coverage_tiles": "charts.tiles",
    "answers_matrix": "charts.matrices",
    "prevalence_dumbbells": "charts.dumbbells",
    "emphasis_heatmap": "charts.heatmaps",
    "facet_heatmap": "charts.heatmaps",
    "keyness_bars": "charts.bars",
    "collocation_bars": "charts.bars",
    "word_bars": "charts.bars",
    "word_clouds": "charts.clouds",
    "agreement_dots": "charts.trust",
    "balance_dots": "charts.trust",
    "uncoded_bars": "charts.trust",
    "save_figure": "exporting",
    # notebooks
    "open_session": "session",
    "run_notebooks": "runs",
}

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'innspill' has no attribute '{name}'")
    value = getattr(import_module(f"innspill.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
