"""Quotes that speak of somebody or something by which a person could be known: to look at again before release."""

import re
from typing import TYPE_CHECKING

from trail import release
from trail.faults import Fault

if TYPE_CHECKING:
    import pandas as pd

# Norwegian and English words, as they begin; "$" ends a word. Wide on purpose: a person decides.
_TOPICS = {
    "a patient": "pasient medpasient patient$ patients$ patient's$",
    "a child": """barn$ barna$ barnet$ barnas$ barnehage barnevern småbarn spedbarn ungen$ ungene$ unger$ babyen$
        baby$ sønn datter$ datra$ dattera$ datteren$ døtre guttunge jentunge child$ children kid$ kids$ son$ sons$
        daughter toddler infant teenager tenåring""",
    "a diagnosis": """diagnos depresjon deprimert depressi depressed bipolar psykose psykotisk angstlid kreft svulst
        cancer tumour tumor leukemi leukaemia infarkt infarct hjerneslag slaganfall stroke$ diabet epileps adhd$ ptsd$
        anoreksi anorexi rusavheng alkoholi alcoholi utbrent burnout burn-out psychos psychotic dement""",
    "a specialty": """kirurg ortoped anestesi psykiat barnepsyk pediat gynekolog fødselslege radiolog onkolog kardiolog
        nevrolog nevrokirurg karkirurg thoraxkirurg plastikkirurg geriat urolog hudlege øyelege øre-nese fastlege
        allmennlege allmennmedisin akuttmottak indremedisin revmatolog patolog surgeon neurosurg surgical orthop
        anesth anaesth psychiatr pediatr paediatr gynaecolog gynecolog obstetric radiolog oncolog cardiolog neurolog
        dermatolog ophthalm patholog rheumatolog general_practi intensivist internist""",
    "a complaint": """klage$ klagen$ klager$ klagesak klaget$ klagde$ klagebrev pasientskade tilsynssak helsetilsyn
        fylkeslege statsforvalter npe$ søksmål saksøk complaint complain$ complained malpractice lawsuit litigation""",
}
_WORDS = {
    topic: re.compile(
        r"\b(?:"
        + "|".join(re.escape(word[:-1]) + r"\b" if word[-1] == "$" else re.escape(word) for word in words)
        + ")"
    )
    for topic, words in (
        (topic, [word.replace("_", " ") for word in words.split()]) for topic, words in _TOPICS.items()
    )
}


def topics(text: str) -> list[str]:
    """Return which of patient, child, diagnosis, specialty and complaint a text mentions, in this order."""
    folded = text.casefold()  # a third of the time that patterns take which ignore case
    return [topic for topic, words in _WORDS.items() if words.search(folded)]


def warnings(document: str, quotes: dict[str, dict], tables: dict[str, "pd.DataFrame"]) -> list[Fault]:
    """Return a warning for each quote of a document that mentions such a thing and is not yet released or withheld.

    quotes: the document's candidates, {quote_id: {original, translation, label, …}}; tables: `quotes` and `release`
    A quote re-worded since it was released is not released. No word of it is in the message.
    """
    spoken = {
        name: topics(f"{quote.get('original', '')}\n{quote.get('translation', '')}") for name, quote in quotes.items()
    }
    if not any(spoken.values()):
        return []
    decided = release.decide(document, release.quote_things(quotes), tables["release"])
    waiting = set(decided.loc[decided["state"].isin(["waiting", "stale"]), "id"])
    row_of = dict(zip(tables["quotes"]["quote_id"], tables["quotes"]["row"], strict=True))
    cure = "could anyone be known by it? Look again before it is released."
    return [
        Fault(tables["quotes"].attrs.get("file", "quotes.csv"), f"row {row_of[name]}", message, "look_again", "W")
        for name in quotes
        if name in waiting and spoken[name]
        for message in [f"quote {name} mentions {' and '.join(spoken[name])}: {cure}"]
    ]
