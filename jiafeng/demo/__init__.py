"""The demo county: the programme of the article, run through the same actions that a user calls. People are invented (示例)."""
