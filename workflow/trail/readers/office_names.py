"""Names in the markup of an office file: what programs write there is known, the rest is for the gate to judge."""

import base64
import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

_WORD = re.compile(r"[^\W\d_]{2,200}")
_HUMPS = re.compile(r"(?<=[^\W\d_A-ZÆØÅ])(?=[A-ZÆØÅ])")
_NUMBER = re.compile(r"[A-Fa-f]{2,8}|[A-Z]{2,3}")  # colours and other numbers to the base of sixteen; CN, TOC, XSL
_IN_FULL = re.compile(r"@|://|\d[ .-]?\d[ .-]?\d[ .-]?\d[ .-]?\d[ .-]?\d[ .-]?\d[ .-]?\d", re.ASCII)
_PACKED = re.compile(r"\s*[A-Za-z0-9+/\s]+={0,2}\s*")
SAVED = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]{5,20}Z?|P[\dT]{1,9}[\dDHMS.]{0,20}|[\d.]{1,9}|true|false"
)  # when, how long, counts
_COUNTED = frozenset("rsid paraId textId durableId nsid tmpl docId itemID sig panose1 vid id Id uri".split())
# Fonts, writing systems and styles that programs name in every file, and their short forms
PROGRAMS = frozenset(
    "Aptos Arial Arab Armn Angsana Baiti Batang Beng Bopo Bugi Calibri Cambria Candara Cherokee Cher Comic "
    "Consolas Constantia Corbel Cordia Courier DejaVu Deva DaunPenh DokChampa Ebrima Edessa Estrangelo Ethi "
    "Euphemia FreeSans Garamond Gautami Geneva Geor Georgia Gothic Gujr Guru Hang Hans Hant Hebr Helvetica "
    "Himalaya Iskoola Javanese JhengHei Jpan Kalinga Khmr Knda Laoo Latha Leelawadee Liberation Lisu Lohit Lucida "
    "Mangal Microsoft Mincho Ming Mlym Mong Mongolian Mono MoolBoran Myanmar Mymr Neue New Nirmala Nkoo Noto "
    "Nyala Olck OpenSymbol Orya Osma Palatino Phag Phagspa Pota Raavi Roboto Roman Sans Segoe Serif Shruti SimHei "
    "SimSun Sinh Sora Sylfaen Symbol Syrc Syre Syrj Syrn Tahoma Talu Taml Telu Tfng Thaa Thai Tibt Times "
    "Trebuchet Tunga UI Uigh Uighur Unicode Verdana Viet Vrinda Webdings Wingdings YaHei Yi Yiii Yu ＭＳ Mpm Tok "
    "NTok Dec Var Preformatted Char Horz Vert Para Obj Objs Addr Abs Outline Office Word Writer Pandoc "
    "LibreOffice LibreOfficeDev Linux Windows MacOSX HAnsi Asia Asian TOCHeading Clr CDTF Floattable Nomargins "
    "Rsid Unx Attr Attrs Readonly Config Col Prop Doc Num Opt Ref Src Tbl Tmp Preprocessor Verbatim Monospace "
    "Footer Header Captioned Subtitle Hyperlink Standardskriftforavsnitt Listeavsnitt Vanligtabell Ingenliste "
    "Tabellrutenett Topptekst Bunntekst Utheving Sterk Overskrift Undertittel Xml Sterktsitat Merknadstekst "
    "Bobletekst Hyperkobling Fotnotetekst Fotnotereferanse".split()
)
_IN_OTHERS = frozenset(("Line", "Lines", "Marker"))  # names by themselves, and in `Horizontal Line` none
_PROGRAMS = {part for word in PROGRAMS for part in _HUMPS.split(word)}


def words(tree: Element) -> Iterator[str]:
    """Yield each word with a capital of the attributes of a part, and in full what looks like an address or a number.

    Programs write names of styles, parts and settings with a capital to each word (`DefaultParagraphFont`), so each
    stands alone, as at the start of a sentence; words that every such file has are left out.
    """
    for element in tree.iter():
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2]
            if (
                _IN_FULL.search(value)
                and not (local in _COUNTED or local.startswith("rsid"))
                and not _is_program(value)
            ):
                yield value
            yield from words_of(value)


def words_of(value: str) -> Iterator[str]:
    """Yield each word with a capital of a value, humps apart, those of programs left out."""
    parts = [part for word in _WORD.findall(value) for part in _HUMPS.split(word)]
    yield from (part for part in parts if _is_said(part) and (len(parts) == 1 or part not in _IN_OTHERS))


def unpacked(text: str) -> str:
    """Return what a setting says: that of a printer is packed to the base of 64."""
    if len(text) < 60 or not _PACKED.fullmatch(text):
        return text
    raw = base64.b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
    return " ".join(run.decode() for run in re.findall(rb"[A-Za-z]{4,200}", raw))


def properties(found: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield what the properties of a document say: of (name, words) all but counts and times, and of programs' names.

    When a file was saved, by a program's clock, stands in each and says nothing about whoever speaks.
    """
    for name, said in found:
        if name in ("Application", "AppVersion", "Template", "generator"):
            yield from words_of(said)
        elif not SAVED.fullmatch(said.strip()):
            yield said


def texts(tree: Element, read: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the text of all elements of a part but those whose text is read, and what stands between elements."""
    for element in tree.iter():
        if element.tag not in read and (element.text or "").strip():
            yield element.text
        if (element.tail or "").strip():
            yield element.tail


def _is_said(word: str) -> bool:
    return word[:1].isupper() and len(word) > 1 and word not in _PROGRAMS and not _NUMBER.fullmatch(word)


def _is_program(value: str) -> bool:
    """Return whether a value is an address of a standard, or a number to the base of sixteen."""
    standard = r"(?:https?://(?:schemas\.(?:openxmlformats|microsoft)\.\w+|www\.w3\.org|purl\.o\w+|docs\.oasis-open\.org)/[\w./#+-]*)"
    return bool(re.fullmatch(rf"{standard}(?:;{standard})*|\{{?[0-9A-Fa-f-]+\}}?|[\d.,: ]+", value.strip()))
