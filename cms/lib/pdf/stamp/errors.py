"""Why a page is left to the slow renderer."""


class Unfit(ValueError):
    """This page cannot be stamped: a word too wide, a character unknown, a layout unforeseen.

    Nothing is lost by it: the direct renderer makes the page instead.
    """
