"""Stage 1: a batch of raw lines to observations, product claims and version evidence. A pure function."""

import msgspec

from noroshi.archive.rows import Values, observation_values, outline_values
from noroshi.identify.identifier import Identifier
from noroshi.model.identification import Identification
from noroshi.model.observation import Filtered, Observation, Rejection
from noroshi.model.survey import InputCounts
from noroshi.observe.cut import Piece
from noroshi.observe.formats import Detected
from noroshi.observe.glance import Outline
from noroshi.observe.read import read


class Recognised(msgspec.Struct, frozen=True):
    """An observation in which a product was recognised, or which may support one on the same device."""

    observation: Observation
    identification: Identification


class Batch(msgspec.Struct):
    """The outcome of one batch: every record of it is in exactly one place."""

    counts: InputCounts
    rows: list[Values] = []
    recognised: list[Recognised] = []
    rejections: list[Rejection] = []


class BatchOptions(msgspec.Struct, frozen=True):
    """What the user asked for: only records of one country; content of every record or of recognised ones only."""

    country: str | None = None
    keep_all_content: bool = False


def survey_batch(detected: Detected, piece: Piece, name: str, identifier: Identifier, options: BatchOptions) -> Batch:
    """Read one batch of the input called ``name`` and identify the products in it.

    No input or output, no state but the compiled rules: the same bytes give the same batch on any machine. Records in
    which no product can be recognised are read in outline only, unless all content is kept; the batch is the same.
    """
    batch = Batch(counts=InputCounts(path=name))
    counts = batch.counts
    interest = None if options.keep_all_content else identifier.interest
    for outcome in read(detected, piece, input=name, country=options.country, interest=interest):
        if isinstance(outcome, Outline):
            batch.rows.append(outline_values(outcome, name, detected.source, detected.report))
        elif isinstance(outcome, Observation):
            _keep(batch, outcome, identifier.identify(outcome), content=options.keep_all_content)
        elif isinstance(outcome, Filtered):
            counts.seen += outcome.count
            counts.filtered[outcome.reason] = counts.filtered.get(outcome.reason, 0) + outcome.count
        else:
            counts.seen += 1
            counts.rejected[outcome.reason] = counts.rejected.get(outcome.reason, 0) + 1
            batch.rejections.append(outcome)
    counts.kept = len(batch.rows)
    counts.seen += counts.kept
    return batch


def _keep(batch: Batch, observation: Observation, identification: Identification | None, *, content: bool) -> None:
    products = [claim.product for claim in identification.claims] if identification is not None else []
    if identification is not None and (products or identification.leads):
        batch.recognised.append(Recognised(observation, identification))
        content = True
    batch.rows.append(observation_values(observation, products, content=content))
