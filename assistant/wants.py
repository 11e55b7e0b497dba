"""What a question asks for, and the kinds of paper it names: by the wording of English."""

import re

from corpus import PaperKind

WANTS = {
    "number": r"\bhow (?:many|much|long|far|often|old|big|large|high|low|fast|quickly)\b|\b(?:number|total|amount|share|proportion|percentage"
    r"|per ?cent|average|rate|ratio|figures?|cost|price|size|weight|value|budget|forecast|balance|count)s?\b|%|£",
    "date": r"\bwhen\b|\b(?:what|which|on what|on which) (?:date|day|month|year|time|quarter)\b|\b(?:date|deadline|last day|opening hours)\b"
    r"|\bhow (?:soon|recently|long ago)\b|\bgo live\b",
    "person": r"\bwho(?:m|se)?\b|\b(?:which|what) (?:\w+ ){0,2}?(?:councill?ors?|cllrs?|members?|officers?|persons?|people|chairs?"
    r"|chairman|chairwoman|commissioners?|relatives?|lords?|baroness|ministers?|mps?|authors?|directors?)\b"
    r"|\bnames? of (?:the|its|their|his|her) (?:\w+ ){0,3}?(?:chair|chief|constable|commissioner|deputy|officer|director|member|leader)",
    "decision": r"\b(?:decid\w+|decisions?|resol(?:ve|ved|ution)s?|agreed?|agreement|approv\w+|endorsed?|vot(?:e|es|ed|ing)|elected"
    r"|appoint(?:ed|ment)s?|recommend\w*|back(?:ed)? the|chosen|choose|reject\w*|carried|propos(?:ed?|es|ing)|second(?:ed|ing)|veto\w*)\b",
    "action": r"\b(?:actions?|follow[- ]?ups?|promis\w+|undert(?:ook|ake|aken|aking)s?|come back (?:with|to)|take away|took away"
    r"|asked to|requested|requests?|commit(?:ted|ment)s?|next steps?|steps|outstanding|report back|agreed to)\b",
    "meaning": r"\bwhat (?:is|are|was|were|does|do)\b.*\b(?:stand for|mean|short for|known of)\b|\bwhat (?:is|are|'s) (?:an? |the )?"
    r"(?:[A-Z][\w-]*(?: (?:[A-Z][\w-]*|of|and|the|in|for))*)\W*$|\b(?:meaning|definition) of\b|\bdefin(?:e|ed)\b|\bwhat is .* (?:for|about)\W*$"
    r"|\b(?:abbreviation|acronym|short) (?:for|of)\b",
    "said": r"\b(?:said|says?|saying|told|tells?|asked|asks?|answer(?:ed|s)?|heard?|hears|mention(?:ed|s)?|discuss\w*|comment\w*|explain\w*"
    r"|stands? on|views?|opinion|raised|response to|respond(?:ed)?|stated?|reported|claim(?:s|ed)?|argu(?:ed|es)|speak|spoke)\b",
    "change": r"\b(?:chang(?:e|es|ed|ing)|compar\w+|increas\w+|decreas\w+|reduc\w+|ris(?:e|es|en|ing)|rose|fall(?:s|en|ing)?|fell|grow(?:s|n|th|ing)?"
    r"|grew|drop(?:s|ped)?|improv\w+|trends?|better|worse|slipped|difference|versus|vs?|against a year|year before|year earlier"
    r"|more than|fewer than|less than|got longer|gone? up|gone? down|go up|went up|went down|up or down|come down|came down|dearer)\b",
}
WANTED = {want: re.compile(pattern, re.IGNORECASE if want != "meaning" else 0) for want, pattern in WANTS.items()}

REPORT = r"(?:report|paper|update|commentary|statement)s?"
KINDS = {
    PaperKind.AGENDA: r"\bagendas?\b",
    # Not those of a clock.
    PaperKind.MINUTES: r"\b(?:the|draft|panel|panel’s|panel's|meeting|meeting's|previous|last|approved|published) minutes\b(?! (?:per|it|spent))"
    r"|(?<!many )(?<!\d )\bminutes (?:of|from|for) (?:the|a|last|\d|[A-Z])|(?<!many )(?<!\d )\bminutes (?:say|said|record|show|note)",
    PaperKind.APPENDIX: r"\bappendi(?:x|ces)\b|\bannex(?:e|es)?\b",
    PaperKind.WORK_PLAN: r"\b(?:forward|work)\s*-?\s*(?:work\s*)?(?:plan|programme)s?\b",
    PaperKind.PLAN: r"\bcrime plans?\b|\b(?:strategic|corporate|delivery|refreshed|draft|local) plans?\b",
    PaperKind.MONITORING: rf"\b(?:monitoring|performance|quarterly|quarter(?: \w+)?|Q[1-4](?: 20\d\d/\d\d)?) (?:\w+ )?(?:{REPORT}|dashboards?|scorecards?)\b|\bdashboards?\b",
    PaperKind.REPORT: rf"\b(?:precept|budget|finance|financial|treasurer'?s?|capital|annual|scrutiny|inspection) (?:\w+ )?{REPORT}\b",
    PaperKind.QUESTIONS: r"\b(?:public|written|members[’']?|supplementary) questions?\b|\bquestions? (?:from|by) (?:the )?(?:public|members)\b|\bquestions on notice\b",
    PaperKind.TRANSCRIPT: r"\btranscripts?\b",
}
NAMED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in KINDS.items()}


def find_wants(text: str) -> frozenset[str]:
    """What is asked for: any of number, date, person, decision, action, meaning, said and change."""
    return frozenset(want for want, pattern in WANTED.items() if pattern.search(text))


def find_kinds(text: str) -> tuple[PaperKind, ...]:
    """The kinds of paper that a question names, in the order of `PaperKind`."""
    return tuple(kind for kind in PaperKind if kind in NAMED and NAMED[kind].search(text))
