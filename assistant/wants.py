"""What a question asks for, and the kinds of paper it names: by the wording of English."""

import re

from corpus import PaperKind

AUXILIARY = "(?:is|are|was|were|will|did|do|does|has|have|had|can|could|should|would|must|might|may)"
# What stands before a "who" that asks; "people who" tells of people.
BEFORE_WHO = (*",:;?–-", " and", " or", " by", " to", " with", " of", " from", " for", " know", " say", "tell me")
ASKING = f"(?:^|{'|'.join(f'(?<={re.escape(word)} )' for word in BEFORE_WHO)})"
PEOPLE = (
    r"(?:councill?ors?|cllrs?|members?|officers?|persons?|people|chair(?:s|m[ae]n|woman)?|commissioners?|relatives?"
    r"|lords?|baroness|ministers?|mps?|authors?|directors?|speakers?)"
)
OFFICE = "(?:chair|chairman|chief|constable|commissioner|deputy|officer|director|member|leader|minister|secretary)"
CAPITAL = r"(?-i:[A-Z])[\w’'-]*"

# Each wording stands between the ends of words.
WANTS = {
    "number": [
        "how (?:many|much|long|far|often|old|big|large|high|low|fast|quickly)",
        "(?:number|total|amount|share|proportion|percentage|per ?cent|average|rate|ratio|figure|cost|price)s?",
        "(?:size|weight|value|budget|forecast|balance|count|maximum|minimum|pound)s?",
    ],
    "date": [
        f"when {AUXILIARY}",
        "(?:and|since|by|until|know) when",
        "(?:what|which) (?:date|day|month|year|time|quarter)",
        "dates?|deadlines?|last day|opening hours|how (?:soon|recently|long ago)|go(?:es)?[- ]live",
    ],
    "person": [
        f"{ASKING}who(?:m|se)?",
        rf"(?:which|what) (?!{AUXILIARY} |of )(?:\w+ ){{0,2}}?{PEOPLE}",
        rf"names? of (?:the|its|their|his|her) (?:\w+ ){{0,3}}?{OFFICE}",
    ],
    "decision": [
        "decid(?:e[ds]?|ing)|decisions?|resol(?:ve[ds]?|utions?)|agree[ds]?|agreement|approv(?:e[ds]?|al|ing)|endorsed?",
        "vot(?:e[ds]?|ing)|elected|appoint(?:ed|ments?)|chosen|choose|chose|back(?:ed)? the|carried|second(?:ed|ing)",
        "propos(?:als?|e[ds]?|ing)|recommend(?:s|ed|ations?)?|reject(?:s|ed|ing)?|veto(?:ed)?",
    ],
    "action": [
        "actions?(?! plan)|follow[- ]?ups?|(?-i:promis(?:e[ds]?|ing))|undert(?:ook|akes?|aken|aking|akings)|steps",
        "come back (?:with|to)|report back|t(?:ake|ook) away|asked to|agree[ds]? to|request(?:s|ed)?",
        "commit(?:ted to|ments?)",
    ],
    "meaning": [
        "stands? for|mean(?:s|ing)?|short for|define[ds]?|definition|abbreviation|acronym",
        # "What is Op Rowan?", "What is the Rowan Team and ..."
        rf"^what(?:['’]s| is| are| was| were) (?:an? |the )?{CAPITAL}(?: (?:{CAPITAL}|of|and|the|for))*(?:\W*$|,? and)",
    ],
    "said": [
        "said|says?|saying|told|tells?|asks?|asked(?! to)|hears?|heard|mention(?:s|ed)?|discuss(?:ed|ions?)?",
        "comment(?:s|ed)?|explain(?:s|ed)?|claim(?:s|ed)?|argue[ds]?|speak|spoke|state[ds]|raised|pressed",
        "stands? on|views?|opinions?|respon(?:ds?|ded|ses?)",
    ],
    "change": [
        "chang(?:e[ds]?|ing)|compar(?:e[ds]?|ison)|(?:in|de)creas(?:e[ds]?|ing)|reduc(?:e[ds]?|ing)|(?-i:reductions?)",
        "ris(?:e[ns]?|ing)|rose|fall(?:s|en|ing)?|fell|gr[oe]w(?:s|n|th|ing)?|shrunk|drop(?:s|ped)?|trends?",
        "improv(?:e[ds]?|ing)|better|worse|bigger|longer|dearer|slipped|difference|versus|vs?",
        "(?:go|goes|going|gone|went|come|came|how far) (?:up|down)|up or down",
        "against a year|year (?:before|earlier)",
    ],
}
REPORT = "(?:report|paper|update|commentary|statement)s?"
KINDS = {
    PaperKind.AGENDA: ["agendas?"],
    # Not those of a clock: "how many minutes of", "15 minutes".
    PaperKind.MINUTES: [
        r"(?:the|draft|panel(?:['’]s)?|committee|meeting(?:['’]s)?|previous|last|approved|published|20\d\d) minutes"
        "(?! (?:per|it|spent))",
        r"(?<!many )(?<!\d )minutes (?:(?:of|from|for) (?:the|a|last|\d+|(?-i:[A-Z])\w*)|say|said|record|show|note)",
    ],
    PaperKind.APPENDIX: ["appendix|appendices|annex(?:e|es)?"],
    PaperKind.WORK_PLAN: [r"(?:forward|work)\s*-?\s*(?:work\s*)?(?:plan|programme)s?"],
    PaperKind.PLAN: ["(?:crime|strategic|corporate|delivery|refreshed|draft|local) plans?"],
    PaperKind.MONITORING: [
        rf"(?:monitoring|performance|quarterly|quarter(?: \w+)?|Q[1-4](?: 20\d\d/\d\d)?) (?:\w+ )?{REPORT}",
        "dashboards?|scorecards?",
    ],
    PaperKind.REPORT: [
        rf"(?:precept|budget|financ(?:e|ial)|treasurer(?:['’]s)?|capital|annual|scrutiny|inspection) (?:\w+ )?{REPORT}"
    ],
    PaperKind.QUESTIONS: [
        "(?:public|written|members[’']?|supplementary) questions?",
        "questions? (?:on notice|(?:from|by) (?:the )?(?:public|members))",
    ],
    PaperKind.TRANSCRIPT: ["transcripts?"],
}


def _compile(wordings: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.IGNORECASE)


WANTED = {want: _compile(wordings) for want, wordings in WANTS.items()}
NAMED = {kind: _compile(wordings) for kind, wordings in KINDS.items()}


def find_wants(text: str) -> frozenset[str]:
    """What is asked for: any of number, date, person, decision, action, meaning, said and change."""
    return frozenset(want for want, wording in WANTED.items() if wording.search(text))


def find_kinds(text: str) -> tuple[PaperKind, ...]:
    """The kinds of paper that a question names, in the order of `PaperKind`."""
    return tuple(kind for kind in PaperKind if kind in NAMED and NAMED[kind].search(text))
