"""How well two readings agree: precision, recall, F1, Krippendorff's α, and intervals over letters.

Sources. F1 = 2PR/(P+R) (van Rijsbergen 1979); between two people it does not matter who is the reference. α = 1 − Do/De for
nominal values (Krippendorff 2004, ch. 11; 2018, ch. 12). Intervals: percentiles of the bootstrap (Efron & Tibshirani 1993, ch.
13) that draws whole letters with replacement (the cluster bootstrap, Field & Welsh 2007), since passages of one letter are
alike: drawing passages would make every interval too narrow. An undefined value (no case on either side, no variation) is
NaN, never 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# A percentile of replicates most of which are undefined says nothing.
_DEFINED = 0.5
_SAME = 1e-12
_LEVEL = (2.5, 97.5)
MEASURES = ("precision", "recall", "f1")


@dataclass(frozen=True)
class Pair:
    """Two readings of the same cells: `reference[s, c]` and `found[s, c]`, counted where `known[s, c]`."""

    reference: np.ndarray
    found: np.ndarray
    known: np.ndarray


def draw_letters(n_letters: int, n_boot: int, seed: int) -> np.ndarray:
    """How often each letter is drawn in each replicate: `n_boot` rows, each of sum `n_letters`.

    No rows where there are fewer than two letters: nothing can then be said of how letters differ.
    """
    if n_letters < 2:
        return np.empty((0, n_letters))
    return np.random.default_rng(seed).multinomial(n_letters, np.full(n_letters, 1 / n_letters), size=n_boot).astype(float)


def measure(pairs: Sequence[Pair], letter: np.ndarray, drawn: np.ndarray) -> dict[str, np.ndarray]:
    """Precision, recall and F1 of each code, then of all cells together (micro), then the codes' mean (macro).

    Each is the mean over `pairs` of those that are defined; with `_low` and `_high`, the 95 % interval over letters. Macro
    leaves out codes that neither reading has.
    """
    counts = [_by_letter(pair, letter, drawn.shape[1]) for pair in pairs]
    whole = _ratios([count.sum(axis=1) for count in counts])
    repeated = _ratios([np.einsum("bl,klc->kbc", drawn, count) for count in counts])
    found: dict[str, np.ndarray] = {}
    for name in MEASURES:
        found[name] = whole[name]
        found[f"{name}_low"], found[f"{name}_high"] = interval(repeated[name])
    return found


def alphas(
    said: np.ndarray, asked: np.ndarray, letter: np.ndarray, drawn: np.ndarray, one_value: bool
) -> dict[str, np.ndarray]:  # fmt: skip
    """Krippendorff's α of each code (given or not), of all, and the codes' mean; with intervals over letters.

    `said[r, s, c]` and `asked[r, s]` are the people's. «Of all» is the α of one nominal variable where each segment has
    `one_value` (the function); else of all cells of all codes together, each yes or no.
    """
    n = np.repeat(asked.sum(axis=0)[:, None], said.shape[2], axis=1)
    yes = (said & asked[:, :, None]).sum(axis=0)
    values = np.stack([yes, n - yes], axis=-1)
    together = yes if one_value else values.reshape(-1, 2)
    points = np.array([_alpha(values[:, c]) for c in range(values.shape[1])] + [_alpha(together)])
    letters = np.eye(drawn.shape[1])[letter].T
    apart, pairable = _disagreements(values)
    repeated = _nominal_alpha(drawn @ (letters @ apart), np.einsum("bl,ls,scv->bcv", drawn, letters, pairable, optimize=True))
    if one_value:
        off, counts = _disagreements(yes)
        of_all = _nominal_alpha(drawn @ (letters @ off), drawn @ (letters @ counts))
    else:
        of_all = _nominal_alpha(drawn @ (letters @ apart.sum(axis=1)), drawn @ (letters @ pairable.sum(axis=1)))
    repeated = np.concatenate([repeated, of_all[:, None], mean_defined(repeated, 1)[:, None]], axis=1)
    low, high = interval(repeated)
    return {"alpha": np.append(points, mean_defined(points[:-1], 0)), "alpha_low": low, "alpha_high": high}


def interval(replicates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The 2.5 and 97.5 percentiles of each column; NaN where half of the replicates, or more, are undefined.

    NaN too where no replicate differs: readers who never differ in a sample could still differ, and an interval without
    width would deny it.
    """
    low, high = (np.full(replicates.shape[1], np.nan) for _ in range(2))
    for column in range(replicates.shape[1]):
        defined = replicates[~np.isnan(replicates[:, column]), column]
        if len(defined) > _DEFINED * len(replicates) and np.ptp(defined) > _SAME:
            low[column], high[column] = np.percentile(defined, _LEVEL)
    return low, high


def mean_defined(values: np.ndarray, axis: int) -> np.ndarray:
    """The mean of those that are defined; NaN where none is."""
    n = (~np.isnan(values)).sum(axis=axis)
    return _divide(np.nansum(values, axis=axis), n)


def _by_letter(pair: Pair, letter: np.ndarray, n_letters: int) -> np.ndarray:
    """(reference, found, both) × letter × code, with a last column for all codes together."""
    sides = np.stack([pair.reference & pair.known, pair.found & pair.known, pair.reference & pair.found & pair.known])
    counts = np.zeros((3, n_letters, pair.known.shape[1]))
    for kind in range(3):
        np.add.at(counts[kind], letter, sides[kind])
    return np.concatenate([counts, counts.sum(axis=2, keepdims=True)], axis=2)


def _ratios(counts: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """The measures of counts (reference, found, both) × … × code, averaged over the pairs; macro is put last."""
    found: dict[str, list[np.ndarray]] = {name: [] for name in MEASURES}
    for reference, given, both in counts:
        found["precision"].append(_divide(both, given))
        found["recall"].append(_divide(both, reference))
        found["f1"].append(_divide(2 * both, reference + given))
    averaged = {}
    for name, values in found.items():
        codes = mean_defined(np.stack(values), 0)
        averaged[name] = np.concatenate([codes, mean_defined(codes[..., :-1], -1)[..., None]], axis=-1)
    return averaged


def _disagreements(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of units × … × values, counted by who gave each: the pairs that differ (Σ n_v(m − n_v)/(m − 1), both ways), and the
    values that can be paired at all (units that at least two have coded).
    """
    m = counts.sum(axis=-1)
    pairable = np.where((m >= 2)[..., None], counts, 0)
    return (pairable * (m[..., None] - counts)).sum(axis=-1) / np.maximum(m - 1, 1), pairable


def _nominal_alpha(off: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """α from the sum of pairs that differ and the values' counts (last axis)."""
    n = counts.sum(axis=-1)
    ratio = _divide((n - 1) * off, n**2 - (counts**2).sum(axis=-1))
    return 1 - ratio


def _alpha(counts: np.ndarray) -> float:
    """α of units × values by the library; NaN where nothing can be paired or nothing varies."""
    import krippendorff

    if not (counts.sum(axis=1) >= 2).any():
        return float("nan")
    with np.errstate(divide="ignore", invalid="ignore"):
        found = float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))
    return found if np.isfinite(found) else float("nan")


def _divide(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    """The quotient, NaN where `under` is 0."""
    over, under = np.broadcast_arrays(np.asarray(over, dtype=float), np.asarray(under, dtype=float))
    return np.divide(over, under, out=np.full(over.shape, np.nan), where=under > 0)
