"""Question sets, measures and runs: is it better?

Nothing is imported here: `panel` loads eval/command.py for each of its commands, and the measures cost a second.
"""
