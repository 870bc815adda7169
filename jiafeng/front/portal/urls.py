"""Routes."""

from django.urls import path
from django.views.decorators.http import require_GET

from jiafeng.front.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("pledge.svg", views.drive_code, name="drive_code"),
    path("news", views.articles, name="articles"),
    path("news/notices", views.articles, {"kind": "notice"}, name="notices"),
    path("news/stories", views.articles, {"kind": "story"}, name="stories"),
    path("news/<int:pk>", views.article, name="article"),
    path("news/<int:pk>/code.svg", views.article_code, name="article_code"),
    path("news/<int:pk>/poster.png", views.article_poster, name="article_poster"),
    path("bulletin", views.bulletins, name="bulletins"),
    path("bulletin/<int:pk>", views.bulletin, name="bulletin"),
    path("bulletin/<int:pk>/code.svg", views.bulletin_code, name="bulletin_code"),
    path("bulletin/<int:pk>/poster.png", views.bulletin_poster, name="bulletin_poster"),
    path("search", views.search, name="search"),
    path("feed.xml", require_GET(views.Feed()), name="feed"),
    path("feedback", views.feedback, name="feedback"),
    path("feedback/answer", views.find_answer, name="find_answer"),
    path("feedback/<str:receipt>", views.receipt, name="receipt"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("privacy", views.privacy, name="privacy"),
    path("sitemap", views.sitemap, name="sitemap"),
    path("manage/articles", views.manage, name="manage"),
    path("manage/articles/new", views.write, name="write"),
    path("manage/articles/<int:pk>", views.edit, name="edit"),
    path("manage/articles/<int:pk>/publish", views.publish, name="publish"),
    path("manage/articles/<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("manage/letters", views.letters, name="inbox"),
    path("manage/letters/<int:pk>", views.letter, name="letter"),
]
