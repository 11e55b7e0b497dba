"""A small archive of an invented harbour panel, about which a few questions are hard to get right."""

FLEET = "The ferry fleet had {boats} boats at the end of the year, of which six were laid up for repair."
GULLS = (
    "The wardens counted {gulls} pairs of gulls on the roofs of the fish market in May, which is a few more than in "
    "the May before it, and they put this down to the mild winter and to the bins that were left open at night. The "
    "fishmongers asked for nets over their yard, and the harbour master is to bring a price for these, and a plan for "
    "the bins, before the next winter."
)

PAPERS: dict[str, str] = {
    "fleet-2022.txt": f"""NORTHSHIRE HARBOUR PANEL – 8 DECEMBER 2022

FERRY FLEET REPORT

VESSELS

1.1 {FLEET.format(boats=41)}
""",
    "fleet-2024.txt": f"""NORTHSHIRE HARBOUR PANEL – 12 DECEMBER 2024

FERRY FLEET REPORT

VESSELS

1.1 {FLEET.format(boats=52)}
""",
    "watch.txt": """NORTHSHIRE HARBOUR PANEL – 14 MARCH 2024

HARBOUR WATCH REPORT

OPERATION KITTIWAKE

2.1 Operation Kittiwake was set up by the constable after thieves had taken copper cable from two fishing boats.

2.2 It took nine weeks and 3,400 hours of overtime, and most of the cable was recovered from a barn in Elmport.

LANTERNS

3.1 Eleven of the forty lanterns on the eastern quay were broken overnight, and the smith has mended nine since.
""",
    "gulls.txt": f"""NORTHSHIRE HARBOUR PANEL – 13 JUNE 2024

{GULLS.format(gulls=120)}
""",
    "gulls-again.txt": f"""NORTHSHIRE HARBOUR PANEL – 13 JUNE 2024

SUPPLEMENT

{GULLS.format(gulls=120)}
""",
    "gulls-before.txt": f"""NORTHSHIRE HARBOUR PANEL – 15 JUNE 2023

{GULLS.format(gulls=95)}
""",
}
