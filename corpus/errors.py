"""What can go wrong that a person can put right."""


class PanelError(Exception):
    """Something a person can put right. The message is one sentence: what is wrong, with which file, what to do."""
