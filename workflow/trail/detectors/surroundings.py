"""What stands around a name: a title before it, a workplace behind it."""

import re

from trail import dictionaries, word_lists
from trail.detectors import windows
from trail.detectors.rules import Found
from trail.detectors.sentences import UPPER

_TITLE = (
    "dr|doktor|doctor|professor|prof|overlege|kommuneoverlege|fastlege|turnuslege|sykepleier|psykolog|psykiater|avdelingsleder|"
    "seksjonsleder|fru|frøken|herr|mr|mrs|ms|miss|sister|nurse|søster|pastor|rektor|onkel|tante"
)
_TITLED = re.compile(rf"(?i:(?<!\w)(?:{_TITLE}))\.?[ \u00a0]{{1,2}}([^\W\d_]{{1,40}})(\.?)")
_BEGINNINGS = tuple(f"{title}{after}" for title in _TITLE.split("|") for after in (" ", ". ", ".\u00a0", "\u00a0"))
_WORK = (
    "sykehus|sjukehus|sjukhus|universitetssykehus|universitetssjukehus|legesenter|legekontor|legevakt|sykehjem|sjukeheim|"
    "helsehus|helsesenter|klinikk|hospital|universitet|behandlingssenter|rehabiliteringssenter|distriktspsykiatriske|"
    "DPS|BUP|medical centre|medical center|clinic|nursing home|university|surgery|health centre"
)
_NAMED_WORK = re.compile(
    rf"(?<!\w)([{UPPER}][^\W\d_]{{1,40}})(?:[ -][{UPPER}][^\W\d_]{{1,40}}){{0,2}}[ -](?:{_WORK})(?!\w)"
)
_DIRECTIONS = frozenset("nordre søndre indre ytre midtre øvre nedre vestre østre nye gamle".split())
_DETERMINERS = frozenset(
    "et ett en ei hvert kvart hver ethvert dette det noe noko mitt ditt sitt vårt deres annet anna samme neste forrige "
    "stort lite nytt gammelt privat offentlig på ved fra frå til i om og men at som for med av the a an this that his "
    "her my our their every each another some any no one at in from of by near".split()
)


def find(text: str) -> list[Found]:
    """Return titles with what may be a name, in lower case too, and workplaces by their name."""
    return [*_titled(text), *_workplaces(text)]


def _titled(text: str) -> list[Found]:
    found = []
    stretches = windows.around_letters(windows.lower(text), _BEGINNINGS)
    for match in (match for first, last in stretches for match in _TITLED.finditer(text, first, last)):
        name, start = match[1], match.start()
        single = len(name) == 1 and name.isupper() and (name != "I" or match[2])
        titled = name.capitalize()
        surname = name.islower() and titled in word_lists.first_and_last_names() and not dictionaries.known(name)
        unknown = (
            name.islower()
            and titled in word_lists.words("names")
            and match.group().casefold().startswith(("dr", "fru ", "herr "))
        )
        if single or surname or unknown:
            found.append(Found(start, match.end(), "titled_name"))
    return found


def _workplaces(text: str) -> list[Found]:
    found = []
    for match in _NAMED_WORK.finditer(text):
        first = match[1].casefold()
        adjective = first.endswith("e") and first not in _DIRECTIONS
        if first not in _DETERMINERS and not adjective and match[1] not in word_lists.words("harmless"):
            found.append(Found(*match.span(), "workplace"))
    return found
