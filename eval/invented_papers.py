"""New papers of the shapes that panels' papers have, written with sentences of given ones.

A paragraph is a run of sentences of one paragraph and a run of another near it, each with names, days and figures of
its own setting: of one subject, and not written twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from eval.archive_sources import Paragraph, Sources
from eval.invented_words import Sentence, Setting, in_words

BODIES = [
    "Police and Crime Panel",
    "Health Scrutiny Committee",
    "Children and Education Scrutiny Panel",
    "Performance and Scrutiny Panel",
    "Housing and Environment Scrutiny Committee",
]
OFFICES = ["Chief Executive", "Chief Finance Officer", "Director of Adult Services", "Monitoring Officer"]
OPENINGS = ["Apologies", "Declarations of interest", "Minutes", "Public participation"]
NEAR = 24  # paragraphs in which a section finds what it is made of
PARAGRAPH = 75  # words that a paragraph has about
T = TypeVar("T")


@dataclass(slots=True)
class Writer:
    """Writes one paper; `said` keeps its sentences as they are written."""

    sources: Sources
    setting: Setting
    said: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    @property
    def body(self) -> str:
        return body_name(self.setting.body)

    @property
    def day(self) -> str:
        day = self.setting.day
        return f"{day:%A} {in_words(day)}"

    def minutes(self) -> str:
        """The minutes of the meeting."""
        chance = self.setting.random
        members = [self.person() for _ in range(chance.randint(6, 12))]
        first = chance.randint(1, 80)
        lines = [
            self.body,
            f"MINUTES of the meeting held on {self.day}, 10.00 am, Council Chamber, {self.place()}",
            f"Present: Councillors {', '.join(members[:-1])} and {members[-1]}.",
            f"In attendance: {'; '.join(self.person() for _ in range(3))}.",
        ]
        for number in range(first, first + chance.randint(5, 9)):
            mover, seconder = chance.sample(members, 2)
            lines.append(f"{number}.\t{self.heading().upper()}")
            near = self.near(self.sources.paragraphs)
            lines += [f"{number}.{i}\t{self.paragraph(near)}" for i in range(1, chance.randint(3, 7))]
            lines.append(
                f"RESOLVED that the report on {self.heading().lower()} be noted. "
                f"Proposed by Councillor {mover}, seconded by Councillor {seconder}."
            )
        return "\n\n".join([*lines, f"The meeting ended at {chance.randint(11, 13)}.{chance.randint(10, 59)} pm."])

    def report(self) -> str:
        """A report with numbered paragraphs, lists and a table."""
        return "\n\n".join([self.body, in_words(self.setting.day), *self._report(self.heading())])

    def monitoring(self) -> str:
        """A quarter's monitoring report, with a table in every section."""
        quarter, year = (self.setting.day.month - 1) // 3 or 4, self.setting.day.year
        year -= quarter >= 3
        return "\n\n".join(
            [
                f"Report to:\t{self.body}, {in_words(self.setting.day)}\n"
                f"Title:\tPerformance report, Quarter {quarter} {year}/{(year + 1) % 100:02}\n"
                f"Report of:\t{self.person()}, {self.pick(OFFICES)}",
                *self._sections(4, 8, tables=1.0),
            ]
        )

    def questions(self) -> str:
        """Questions of members, with the responses."""
        lines = [f"{self.body}, {in_words(self.setting.day)}", "QUESTIONS AND RESPONSES"]
        for number in range(1, self.setting.random.randint(5, 12)):
            near = self.near(self.sources.paragraphs)
            asked = self.sentence(self.pick(self.sources.questions or [one[0] for one in near]))
            lines.append(f"Question {number} (Councillor {self.person()})\n{asked}")
            lines.append(f"Response: {self.paragraph(near)}")
            lines += [self.paragraph(near) for _ in range(self.setting.random.randint(0, 3))]
        return "\n\n".join(lines)

    def transcript(self) -> str:
        """What was said at the meeting, turn by turn."""
        chance = self.setting.random
        cast = ["The Chair", *(f"Cllr {self.person()}" for _ in range(4)), self.person(), self.person()]
        lines = [self.body, self.day, "TRANSCRIPT"]
        for _ in range(chance.randint(3, 7)):
            near = self.near(self.sources.turns or self.sources.paragraphs)
            lines += [f"{self.pick(cast)}: {self.paragraph(near)}" for _ in range(chance.randint(8, 20))]
        return "\n\n".join(lines)

    def pack(self) -> str:
        """An agenda with the minutes of the meeting before and some reports."""
        chance = self.setting.random
        titles = [*OPENINGS, *(self.heading() for _ in range(chance.randint(2, 4)))]
        cover = [
            self.body,
            f"Date:\t{self.day}\nTime:\t10.00 am\nVenue:\tCouncil Chamber, {self.place()}",
            f"Contact: {self.person()}, Democratic Services, {self.place()}",
            "AGENDA",
            "\n".join(f"{number}.\t{title}" for number, title in enumerate(titles, start=1)),
        ]
        papers = [*cover]
        for item, title in enumerate(titles[len(OPENINGS) :], start=len(OPENINGS) + 1):
            papers += [f"ITEM {item}", *self._report(title)]
        return "\n\n".join(papers)

    def _report(self, title: str) -> Iterator[str]:
        yield title.upper()
        yield f"Report of the {self.pick(OFFICES)}"
        yield from self._sections(3, 7)

    def _sections(self, least: int, most: int, tables: float = 0.3) -> Iterator[str]:
        chance = self.setting.random
        for number in range(1, chance.randint(least, most) + 1):
            yield f"{number}.\t{self.heading().upper()}"
            near = self.near(self.sources.paragraphs)
            for paragraph in range(1, chance.randint(3, 9)):
                yield f"{number}.{paragraph}\t{self.paragraph(near)}"
            if self.sources.tables and chance.random() < tables:
                yield self.table()
            if self.sources.items and chance.random() < 0.4:
                items = self.near(self.sources.items)
                yield "\n".join(f"- {self.sentence(self.pick(items))}" for _ in range(chance.randint(3, 6)))

    # The parts of papers

    def paragraph(self, near: Sequence[Paragraph]) -> str:
        """Runs of sentences of some paragraphs, until there are words enough."""
        chance = self.setting.random
        wanted = chance.randint(PARAGRAPH // 2, 3 * PARAGRAPH // 2)
        sentences: list[Sentence] = []
        for _ in range(8):
            own = self.pick(near)
            first = chance.randrange(len(own))
            run = [one for one in own[first : first + chance.randint(1, 3)] if id(one) not in self.used]
            self.used.update(map(id, run))
            sentences += run
            if sum(one.words for one in sentences) >= wanted:
                break
        return " ".join(self.sentence(one) for one in sentences) or self.sentence(self.pick(self.pick(near)))

    def sentence(self, source: Sentence) -> str:
        """A sentence in this setting, kept as said."""
        self.said.append(source.write(self.setting, self.sources.names))
        return self.said[-1]

    def heading(self) -> str:
        """A heading in this setting."""
        return self.pick(self.sources.headings).write(self.setting, self.sources.names).rstrip(".:;,?!")

    def table(self) -> str:
        """Rows of one of the tables; the first cells of its rows are in this setting, as their figures are."""
        chance = self.setting.random
        rows = self.pick(self.sources.tables)
        body = chance.sample(rows[1:], min(len(rows) - 1, chance.randint(3, 10)))
        return "\n".join(
            "\t".join(cell.write(self.setting, self.sources.names) for cell in row) for row in (rows[0], *body)
        )

    def person(self) -> str:
        """A forename and a surname: those of the same few come back in a body's papers of one year."""
        number = self.setting.random.randrange(30)
        return f"{self.setting.name(f'forename {number}', 2)} {self.setting.name(f'surname {number}', 2)}"

    def place(self) -> str:
        """A place of this body."""
        return self.setting.name(f"place {self.setting.random.randrange(5)}", 1000)

    def near(self, among: Sequence[T]) -> Sequence[T]:
        """A few that stand beside each other."""
        start = self.setting.random.randrange(max(1, len(among) - NEAR))
        return among[start : start + NEAR]

    def pick(self, among: Sequence[T]) -> T:
        """One of them."""
        return self.setting.random.choice(among)


def body_name(body: int) -> str:
    """The name of a body, by its number."""
    place = Setting(body, 0, date.min, None).name("county", 1000)  # type: ignore[arg-type]
    return f"{place} {BODIES[body % len(BODIES)]}"
