"""What the reporting checklists ask, in our own words, and how an answer names the places where papers say it."""

from trail.tables import split_list

FROM_DATA = "from data"  # an answer that begins so is computed; what follows it is the writer's own
HERE = "here"  # a place: the checklist itself, where the paper is silent
EACH = "papers"  # in a list of places by document: each paper without a line of its own

# Items of COREQ (Tong, Sainsbury & Craig 2007, doi 10.1093/intqhc/mzm042): topic, question.
COREQ = {
    "1": ("Interviewer", "Who held the interviews?"),
    "2": ("Credentials", "Which degrees and training do the researchers have?"),
    "3": ("Occupation", "Which posts did they hold while the study ran?"),
    "4": ("Gender", "Which gender do the interviewers give?"),
    "5": ("Experience", "How well were they prepared to interview and to analyse?"),
    "6": ("Earlier acquaintance", "Did those who met know each other beforehand?"),
    "7": ("What was known of the interviewer", "What had people been told of who asks, and why?"),
    "8": ("What the interviewer brought", "Which views and interests may have coloured what was heard?"),
    "9": ("Method and theory", "On which method and theory does the analysis stand?"),
    "10": ("Sampling", "By which plan were people chosen?"),
    "11": ("Approach", "By which way did the invitation reach them?"),
    "12": ("Sample size", "How many people were interviewed?"),
    "13": ("Non-participation", "How many said no or were lost, and for which reasons?"),
    "14": ("Setting", "Where, or over which medium, did the interviews take place?"),
    "15": ("Others present", "Was a third person in the room?"),
    "16": ("Sample described", "Who are the people behind the material?"),
    "17": ("Interview guide", "What was asked, and was it tried out first?"),
    "18": ("Repeat interviews", "Was anyone interviewed more than once?"),
    "19": ("Recording", "By which means were the words kept?"),
    "20": ("Field notes", "What was noted down in or after the interviews?"),
    "21": ("Duration", "How long did people talk?"),
    "22": ("Enough material", "What decided that there was enough to analyse?"),
    "23": ("Transcripts returned", "Did people get to read what they had said?"),
    "24": ("Coders", "How many analysts coded?"),
    "25": ("Coding tree", "How is the code book built?"),
    "26": ("Origin of themes", "What came out of the material, and what out of theory?"),
    "27": ("Software", "With which tools was the material handled?"),
    "28": ("Participant checking", "Did people comment on the findings?"),
    "29": ("Quotations", "Do quotations show the findings, each with a label of its speaker?"),
    "30": ("Consistency", "Can each finding be followed back to material?"),
    "31": ("Major themes", "Does each main finding stand out?"),
    "32": ("Minor themes", "Are exceptions and lesser findings told too?"),
}

# Items of SRQR (O'Brien, Harris, Beckman, Reed & Cook 2014, doi 10.1097/ACM.0000000000000388): topic, question.
SRQR = {
    "S1": ("Title", "Does the title tell subject and approach?"),
    "S2": ("Abstract", "Does the abstract hold the study in brief?"),
    "S3": ("Problem", "Why does the matter need a study?"),
    "S4": ("Question", "What does the study set out to find?"),
    "S5": ("Approach", "Which approach guides it, and with which view of knowledge?"),
    "S6": ("Researchers", "Who looked, and how may that have shaped what was seen?"),
    "S7": ("Context", "In which setting and years does it take place?"),
    "S8": ("Sampling", "How were people chosen, and when were there enough?"),
    "S9": ("Ethics", "Who approved it, and how were people protected?"),
    "S10": ("Data collection", "What was gathered, when, and by which steps?"),
    "S11": ("Instruments", "With which guides and devices?"),
    "S12": ("Units of study", "How many people and pieces of material are there?"),
    "S13": ("Processing", "What was done with the material before it was analysed?"),
    "S14": ("Analysis", "By which steps and by whom were findings made?"),
    "S15": ("Trustworthiness", "What was done so that others can trust them?"),
    "S16": ("Findings", "What was found, and what does it mean together?"),
    "S17": ("Evidence", "Which pieces of material show it?"),
    "S18": ("Contribution", "What does it add, and where else may it hold?"),
    "S19": ("Limitations", "What can the study not tell?"),
    "S20": ("Competing interests", "Which interests were there, and what was done about them?"),
    "S21": ("Funding", "Who paid, and what say did they have?"),
}

# Dimensions of information power (Malterud, Siersma & Guassora 2016, doi 10.1177/1049732315617444): topic, question.
INFORMATION_POWER = {
    "aim": ("Aim", "Is the question narrow, or wide?"),
    "specificity": ("Specificity", "How close do the experiences of those interviewed come to the question?"),
    "theory": ("Theory", "How much established theory can the analysis lean on?"),
    "dialogue": ("Dialogue", "How good were the talks?"),
    "analysis": ("Analysis", "Does the analysis go deep into few cases, or across many?"),
}

QUESTIONS = {"coreq": COREQ, "srqr": SRQR}
TITLES = {
    "coreq": "COREQ checklist",
    "srqr": "SRQR checklist",
    "information_power": "Information power",
    "annotations": "Annotated quotations",
}
SOURCES = {
    "coreq": "Items after Tong, Sainsbury and Craig (2007), doi 10.1093/intqhc/mzm042; questions in our own words.",
    "srqr": "Items after O'Brien and others (2014), doi 10.1097/ACM.0000000000000388; questions in our own words.",
    "information_power": "Dimensions after Malterud, Siersma and Guassora (2016), doi 10.1177/1049732315617444.",
    "annotations": "After the idea of annotation for transparent inquiry: note, excerpt, translation, link.",
}


def answer_and_where(said) -> tuple[str, str | dict[str, str]]:
    """Return the answer and the places that an item of a checklist holds, as people wrote them, blanks left out.

    where: a text (sections of each paper, ';' between), or {document: sections}
    """
    said = said if isinstance(said, dict) else {"answer": said}
    where = said.get("where")
    if isinstance(where, dict):
        cells = {str(document): _text(sections) for document, sections in where.items()}
        return _text(said.get("answer")), {document: cell for document, cell in cells.items() if cell}
    return _text(said.get("answer")), _text(where)


def _text(cell) -> str:
    return ";".join(map(_text, cell)) if isinstance(cell, list) else "" if cell is None else str(cell).strip()


def sections_of(where: str | dict[str, str], paper: str, papers: list[str]) -> dict[str, list[str]]:
    """Return {document: sections} where a paper's checklist says that an item is answered.

    First the paper itself: its own line, else what is said of each paper; then documents that are no papers (the
    thesis). {} where nothing is said for this paper.
    """
    if isinstance(where, str):
        return {paper: split_list(where)} if where else {}
    found = {paper: split_list(where.get(paper, where.get(EACH, "")))}
    found |= {name: split_list(cell) for name, cell in where.items() if name not in (EACH, *papers)}
    return {name: sections for name, sections in found.items() if sections}
