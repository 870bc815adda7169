"""Pages."""


def by_code(request, code): ...
