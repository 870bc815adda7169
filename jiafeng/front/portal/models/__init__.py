"""Articles, how often they were read, and what the public sends in."""

from jiafeng.front.portal.models.articles import Article, ArticleKind
from jiafeng.front.portal.models.feedback import Feedback, FeedbackKind
from jiafeng.front.portal.models.readers import ViewMark, ViewTally

__all__ = ["Article", "ArticleKind", "Feedback", "FeedbackKind", "ViewMark", "ViewTally"]
