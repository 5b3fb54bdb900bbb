"""The codebook beside the people, code by code: what an analyst looks up before trusting a number."""

from collections.abc import Mapping

import pandas as pd

from innspill.results import Result

# Under these a number is read with care: two of five missed, three of ten wrong.
_RECALL, _PRECISION = 0.6, 0.7
_HOLLOW = {"nb": "for få til å si noe", "en": "too few to say anything"}
_MISSED = {"nb": "tas opp av flere enn tallet viser", "en": "raised by more than the number shows"}
_WRONG = {"nb": "les treffene før bruk", "en": "read the hits before use"}
_USABLE = {"nb": "kan brukes; åpne det som siteres", "en": "can be used; open what is quoted"}


def beside_people(result: Result) -> pd.DataFrame:
    """The codebook beside the people, from the table of `agreement`: one row a scheme × code, the totals last in a scheme.

    `n_people` have the code by any of the readers, `n_both` by any of them and the codebook, `n_codebook` by the codebook;
    `n_mean` is how many segments a reader gave the code on average. `precision`, `recall` and `f1` of the codebook are means
    over the readers, each against their own segments: with several readers they are not n_both / n_codebook and
    n_both / n_people, because `n_people` has a segment that only one of them gave the code, and `n_mean` is what `recall` is
    of. `f1_people` and `alpha` are of the readers among themselves, null where there is only one; `hollow` as in `agreement`.
    `advice` and `advice_en`: what to do with the code's number.
    """
    table, keys = result.table, ["scheme", "code"]
    of_codebook, of_people = (table[table["comparison"] == name] for name in ("codebook", "people"))
    each = table[table["comparison"].str.startswith("codebook:")]
    mean = each.groupby(keys, as_index=False).agg(n_mean=("n_people", "mean"))
    people = of_people[[*keys, "f1", "alpha"]].rename(columns={"f1": "f1_people"})
    columns = [*keys, "label", "label_en", "n_people", "n_mean", "n_codebook", "n_both", "precision", "recall", "f1", "hollow"]
    joined = of_codebook.merge(mean.astype({"n_mean": "Float64"}), on=keys, how="left")[columns]
    told = [_advise(*row) for row in joined[["precision", "recall", "hollow"]].astype(object).itertuples(index=False)]
    for name, language in (("advice", "nb"), ("advice_en", "en")):
        joined[name] = pd.array([advice[language] for advice in told], dtype="str")
    return joined.merge(people, on=keys, how="left")


def _advise(precision: float | None, recall: float | None, hollow: bool) -> Mapping[str, str]:
    """One short phrase; a share that is undefined (the codebook never gave the code) gives no reason."""
    if hollow:
        return _HOLLOW
    weak = [phrase for share, least, phrase in ((recall, _RECALL, _MISSED), (precision, _PRECISION, _WRONG))
            if not pd.isna(share) and round(share, 9) < least]  # fmt: skip
    return {language: "; ".join(phrase[language] for phrase in weak) for language in _USABLE} if weak else _USABLE
