"""Pure libraries: no model, no request, each testable alone."""
